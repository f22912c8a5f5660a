package flows_test

import (
	"testing"

	"waymark/content"
	"waymark/flows"
)

func BenchmarkNextAccepted(b *testing.B) {
	book := embedded(b)
	at, ok := book.Command("od")
	event := book.State(at).Events["en"][0]
	if _, moves := book.Next(at, event); !ok || !moves {
		b.Fatal("the emergency leads nowhere")
	}
	b.ReportAllocs()
	for b.Loop() {
		book.Next(at, event)
	}
}

func BenchmarkNextRejected(b *testing.B) {
	book := embedded(b)
	at, _ := book.Command("od")
	if _, moves := book.Next(at, "no_such_event"); moves {
		b.Fatal("an event that is not there led somewhere")
	}
	b.ReportAllocs()
	for b.Loop() {
		book.Next(at, "no_such_event")
	}
}

func BenchmarkNextFromMany(b *testing.B) {
	book := embedded(b)
	at, _ := book.Command("od")
	event := book.State(at).Events["en"][0]
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			book.Next(at, event)
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		library, problems := content.Load(content.Embedded())
		book, more := flows.Load(flows.Embedded(), library, flows.Names{}, nil)
		if book == nil || len(problems)+len(more) > 0 {
			b.Fatal("the embedded book has problems")
		}
	}
}
