package flows

import (
	"context"

	"github.com/looplab/fsm"
)

// machine is one flow's state machine: the table of what is possible, and idle looplab machines that
// make the moves. States are named as the whole book names them, "flow/state".
type machine struct {
	can   map[move]bool
	descs []fsm.EventDesc
	start string
	idle  chan *fsm.FSM
}

type move struct{ state, event string }

// idleMachines is how many instances of a flow wait for use; a burst beyond it builds its own (40 µs).
const idleMachines = 16

func newMachine(start string) *machine {
	return &machine{can: map[move]bool{}, start: start, idle: make(chan *fsm.FSM, idleMachines)}
}

func (m *machine) allow(state, event, to string) {
	m.can[move{state, event}] = true
	m.descs = append(m.descs, fsm.EventDesc{Name: event, Src: []string{state}, Dst: to})
}

// ready builds the first idle machines, once, when the book is loaded.
func (m *machine) ready() {
	for range 2 {
		m.giveBack(m.build())
	}
}

func (m *machine) build() *fsm.FSM { return fsm.NewFSM(m.start, m.descs, nil) }

func (m *machine) borrow() *fsm.FSM {
	select {
	case f := <-m.idle:
		return f
	default:
		return m.build()
	}
}

func (m *machine) giveBack(f *fsm.FSM) {
	select {
	case m.idle <- f:
	default: // enough are idle
	}
}

func (m *machine) has(state, event string) bool { return m.can[move{state, event}] }

// step makes one move on a borrowed machine. The context cannot be cancelled: a cancelled one would
// leave looplab's machine stuck in its transition for ever.
func (m *machine) step(state, event string) (string, bool) {
	f := m.borrow()
	f.SetState(state)
	err := f.Event(context.Background(), event)
	to := f.Current()
	// looplab returns this error as it is; errors.As would allocate for each step.
	if _, same := err.(fsm.NoTransitionError); err != nil && !same {
		return "", false // and the machine is thrown away: its state cannot be trusted
	}
	m.giveBack(f)
	return to, true
}
