package session

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

const (
	sessionPrefix = "waymark:s:"
	// DefaultPatience is the longest that a message waits for the server, all in all. Somebody may be kneeling beside a
	// friend.
	DefaultPatience = 500 * time.Millisecond
	// mostSteps is how often a step is taken when others keep changing the same conversation.
	mostSteps = 12
	// tired is after how many failures in a row the server is left alone for restFor, so that a server that hangs
	// does not make everybody wait.
	tired   = 3
	restFor = time.Second
	// askEvery is how often the keys and the server's settings are looked at, and askAgain when it could not be reached.
	askEvery = time.Minute
	askAgain = 2 * time.Second
)

// What can be wrong with a server before anything is kept in it.
var (
	ErrAddress  = errors.New("is not the address of a Valkey or Redis server: write it as redis://host:6379, or rediss:// over TLS")
	ErrPlain    = errors.New("goes to another machine in the clear, or takes anybody's certificate: write it as rediss:// without skip_verify, or add ?tls=off where the network is yours alone")
	ErrPersists = errors.New("the server writes to its disk, or passes on to others that may: set save \"\" and appendonly no, and let it have no replicas")
	ErrUnknown  = errors.New("the server does not say whether it writes to its disk: allow CONFIG GET and INFO")
)

// State is what an operator should hear about the server. It carries no data.
type State uint8

// The states.
const (
	Remembering State = iota // conversations are remembered there
	Unreachable              // it cannot be reached: each message is answered by itself
	Persisting               // it has begun to write to its disk and is not used
)

// String gives a constant sentence for a log.
func (s State) String() string {
	switch s {
	case Remembering:
		return "conversations are remembered"
	case Unreachable:
		return "session server cannot be reached: each message is answered by itself"
	case Persisting:
		return "session server writes to its disk, or does not say: it is not used, and each message is answered by itself"
	}
	return "unknown session state"
}

// ValkeyConfig is what a Valkey needs; all of it but Patience and Alarm must be given.
type ValkeyConfig struct {
	// URL is redis://, rediss:// or unix://, with the password in it.
	URL string
	// Clock tells the time.
	Clock func() time.Time
	// Numbering is that of this program's counters.
	Numbering Numbering
	// Patience is the longest that a message waits; 0 means DefaultPatience.
	Patience time.Duration
	// Alarm is told when the state changes. It should not wait.
	Alarm func(State)
}

// Valkey remembers conversations in a Valkey or Redis server that several instances share. No lock is held while it is
// asked: a session is read, the step is taken, and the result is written if nobody has written in between. A server that is
// down, slow or unfit behaves like one that has forgotten everything, within Patience.
type Valkey struct {
	conf   ValkeyConfig
	client *redis.Client
	ring   atomic.Pointer[ring]
	unfit  atomic.Pointer[error] // why it is not used
	failed atomic.Int32          // failures in a row
	rests  atomic.Int64          // until when it is left alone, in Unix milliseconds
	state  atomic.Int32          // the last that Alarm was told, plus 1
	look   chan struct{}         // holds one when somebody should look how the server is
}

// NewValkey looks at the server and gets the keys. The error is ErrAddress, ErrPlain, ErrPersists or ErrUnknown. A server that cannot be
// reached is no error: that is told to Alarm, and Run goes on trying.
func NewValkey(ctx context.Context, conf ValkeyConfig) (*Valkey, error) {
	o, err := options(conf.URL)
	if err != nil {
		return nil, err
	}
	if conf.Patience == 0 {
		conf.Patience = DefaultPatience
	}
	if conf.Alarm == nil {
		conf.Alarm = func(State) {}
	}
	v := &Valkey{conf: conf, look: make(chan struct{}, 1)}
	o.OnConnect = v.inspect
	o.MaxRetries, o.DialerRetries = -1, 1
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = conf.Patience, conf.Patience, conf.Patience, conf.Patience
	o.ContextTimeoutEnabled = true
	o.PoolSize = 64
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	v.client = redis.NewClient(o)
	if err := v.ask(ctx); errors.Is(err, ErrPersists) || errors.Is(err, ErrUnknown) {
		_ = v.client.Close()
		return nil, err
	}
	return v, nil
}

// Run keeps the keys and an eye on the server until ctx ends.
func (v *Valkey) Run(ctx context.Context) {
	for {
		wait := askEvery
		if v.ask(ctx) != nil {
			wait = askAgain
		}
		next := time.NewTimer(wait)
		select {
		case <-next.C:
		case <-v.look:
		case <-ctx.Done():
			next.Stop()
			return
		}
	}
}

// Close lets go of the server.
func (v *Valkey) Close() error { return v.client.Close() }

// ask looks at the server's settings and reads the keys.
func (v *Valkey) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 4*v.conf.Patience)
	defer cancel()
	err := v.fit(ctx, v.client)
	switch {
	case err == nil:
		v.unfit.Store(nil)
		err = v.refresh(ctx)
	case v.unfit.Load() != nil: // said by a new connection, it may come wrapped as a failure to connect
		v.ring.Store(nil)
		v.dropKeys(ctx)
		v.tell(Persisting)
		return *v.unfit.Load()
	}
	if err != nil {
		v.tell(Unreachable)
		return err
	}
	v.failed.Store(0)
	v.rests.Store(0)
	v.tell(Remembering)
	return nil
}

// tell gives what changed to the operator.
func (v *Valkey) tell(s State) {
	if v.state.Swap(int32(s)+1) != int32(s)+1 {
		v.conf.Alarm(s)
	}
}

// asker is a client or one connection of it.
type asker interface {
	ConfigGet(ctx context.Context, parameter string) *redis.MapStringStringCmd
	Info(ctx context.Context, section ...string) *redis.StringCmd
}

// inspect looks at the server behind every new connection: it may be another than before, or the same with other settings.
func (v *Valkey) inspect(ctx context.Context, cn *redis.Conn) error { return v.fit(ctx, cn) }

// fit says whether a server keeps what it is given off disks: its own, and those of servers that copy it.
func (v *Valkey) fit(ctx context.Context, server asker) error {
	for setting, off := range map[string]string{"save": "", "appendonly": "no"} {
		is, err := server.ConfigGet(ctx, setting).Result()
		var refused redis.Error
		value, there := is[setting]
		switch {
		case errors.Is(err, ErrPersists), errors.Is(err, ErrUnknown):
			return err
		case errors.As(err, &refused) && !loading(refused), err == nil && !there:
			return v.refuse(ErrUnknown)
		case err != nil:
			return err
		case value != off:
			return v.refuse(ErrPersists)
		}
	}
	info, err := server.Info(ctx, "replication").Result()
	var refused redis.Error
	switch {
	case errors.As(err, &refused) && !loading(refused):
		return v.refuse(ErrUnknown)
	case err != nil:
		return err
	case !strings.Contains(info, "role:master") || !strings.Contains(info, "connected_slaves:0"):
		return v.refuse(ErrPersists)
	}
	return nil
}

// refuse notes why a server is not used.
func (v *Valkey) refuse(why error) error {
	v.unfit.Store(&why)
	return why
}

// loading is what a server says for a moment after it started, and what it says to a wrong password, which is
// no answer either.
func loading(err redis.Error) bool {
	for _, word := range []string{"LOADING", "NOAUTH", "WRONGPASS", "BUSY", "MASTERDOWN"} {
		if strings.HasPrefix(err.Error(), word) {
			return true
		}
	}
	return false
}

// keys gives the keys, or nil while the server is not to be asked.
func (v *Valkey) keys() *ring {
	if v.unfit.Load() != nil || v.conf.Clock().UnixMilli() < v.rests.Load() {
		return nil
	}
	return v.ring.Load()
}

// trouble notes that the server did not answer in time.
func (v *Valkey) trouble() {
	if v.failed.Add(1) >= tired {
		v.rests.Store(v.conf.Clock().Add(restFor).UnixMilli())
		v.tell(Unreachable)
		select {
		case v.look <- struct{}{}:
		default:
		}
	}
}

// fine notes that it did.
func (v *Valkey) fine() {
	v.failed.Store(0)
	if v.state.Load() != int32(Remembering)+1 && v.unfit.Load() == nil {
		v.tell(Remembering)
	}
}

// swap is a compare-and-set over all the names a conversation may have: if they hold what was read, the conversation is written under
// the first and gone from the others.
const swapScript = `
for i, name in ipairs(KEYS) do
	if (redis.call('GET', name) or '') ~= ARGV[i + 2] then return 0 end
end
for i, name in ipairs(KEYS) do redis.call('DEL', name) end
if ARGV[2] ~= '' then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[1]) end
return 1`

// Change takes a step with the session of a sender, and says whether what came of it is remembered. When it is not, because
// the server did not answer in time, what the step would have counted must not be: the next message would count it again.
func (v *Valkey) Change(ctx context.Context, who [32]byte, _ time.Time, step Step) bool {
	ctx, cancel := context.WithTimeout(ctx, v.conf.Patience)
	defer cancel()
	keys := v.keys()
	if keys == nil {
		step(Session{}, false)
		return false
	}
	names := names(sessionPrefix, keys.of(who))
	for try := range mostSteps {
		there, err := v.read(ctx, names)
		if err != nil {
			v.trouble()
			if try == 0 {
				step(Session{}, false)
			}
			return false
		}
		var s Session
		var known bool
		for _, b := range there {
			if b != "" {
				s, known = unwire([]byte(b), v.conf.Numbering)
				break
			}
		}
		next, fate := step(s, known)
		if fate == Untouched {
			v.fine()
			return true
		}
		done, err := v.swap(ctx, names, there, next, fate)
		if err != nil {
			v.trouble()
			return false
		}
		if done {
			v.fine()
			return true
		}
	}
	return false
}

// names are what conversations or messages are called on the server.
func names(prefix string, of []Pseudonym) []string {
	out := make([]string, len(of))
	for i, p := range of {
		out[i] = prefix + string(p[:])
	}
	return out
}

// read gives what each name holds, and nothing for what is not there.
func (v *Valkey) read(ctx context.Context, names []string) ([]string, error) {
	found, err := v.client.MGet(ctx, names...).Result()
	if err != nil {
		return nil, err
	}
	out := make([]string, len(names))
	for i := range found {
		out[i], _ = found[i].(string)
	}
	return out, nil
}

func (v *Valkey) swap(ctx context.Context, names, there []string, next Session, fate Fate) (bool, error) {
	life := TTL
	if next.Urgent {
		life = UrgentTTL
	}
	args := []any{life.Milliseconds(), ""}
	if fate == Kept {
		args[1] = next.wire(v.conf.Numbering)
	}
	for _, b := range there {
		args = append(args, b)
	}
	return redis.NewScript(swapScript).Run(ctx, v.client, names, args...).Bool()
}
