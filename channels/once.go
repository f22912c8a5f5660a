package channels

import "context"

// Once is what several instances know together of which messages were taken on, so that one that a platform gives to two of
// them is answered, and counted, once. It waits no longer than ctx, and lets everything pass when it cannot know.
type Once interface {
	// Claim takes a message on. When another instance has, it gives what that answered, or nothing when ctx ends before.
	Claim(ctx context.Context, id string) (answer string, first bool)
	// Settle says what the answer was; it must not be empty.
	Settle(ctx context.Context, id, answer string)
	// Release gives a message back that was not answered.
	Release(ctx context.Context, id string)
}
