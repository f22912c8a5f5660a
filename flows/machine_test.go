package flows

import (
	"testing"

	"github.com/looplab/fsm"
)

func newTestMachine(t *testing.T) *machine {
	t.Helper()
	m := newMachine("a/one")
	m.allow("a/one", "on", "a/two")
	m.allow("a/two", "on", "a/two")
	m.allow("a/two", "off", "b/three")
	m.ready()
	return m
}

func TestAMachineIsUsedAgainAfterAnyMove(t *testing.T) {
	for _, c := range []struct{ shows, from, event, to string }{
		{"to another state", "a/one", "on", "a/two"},
		{"to the same state", "a/two", "on", "a/two"},
		{"out of the flow", "a/two", "off", "b/three"},
	} {
		t.Run(c.shows, func(t *testing.T) {
			m := newTestMachine(t)
			idle := len(m.idle)
			for range 100 {
				if to, ok := m.step(c.from, c.event); !ok || to != c.to {
					t.Fatalf("step(%q, %q) = %q, %v; want %q", c.from, c.event, to, ok, c.to)
				}
			}
			if len(m.idle) != idle {
				t.Errorf("%d machines idle after 100 moves, want the %d there were", len(m.idle), idle)
			}
		})
	}
}

func TestAMachineThatRefusedIsThrownAway(t *testing.T) {
	m := newTestMachine(t)
	idle := len(m.idle)
	if to, ok := m.step("a/one", "off"); ok {
		t.Fatalf("an event that one does not have led to %q", to)
	}
	if len(m.idle) != idle-1 {
		t.Errorf("%d machines idle, want %d: what refused must not be trusted again", len(m.idle), idle-1)
	}
	for range 100 { // and what comes after finds good ones
		if to, ok := m.step("a/one", "on"); !ok || to != "a/two" {
			t.Fatalf("a later step gave %q, %v", to, ok)
		}
	}
}

func TestABurstBuildsMachinesAndKeepsNoMoreThanItsRoom(t *testing.T) {
	m := newTestMachine(t)
	var borrowed []*fsm.FSM
	for range 2 * idleMachines {
		borrowed = append(borrowed, m.borrow())
	}
	for _, f := range borrowed {
		m.giveBack(f)
	}
	if len(m.idle) != idleMachines {
		t.Errorf("%d machines idle after a burst of %d, want %d", len(m.idle), len(borrowed), idleMachines)
	}
}

// A rejected event costs looplab's machine a walk over its whole graph, so it must not come that far.
func TestARejectedEventTouchesNoMachine(t *testing.T) {
	m := newTestMachine(t)
	b := &Book{states: []State{{Full: "a/one", machine: m}}, byName: map[string]StateID{"a/one": 0}}
	idle := len(m.idle)
	for _, event := range []string{"off", "no such event", ""} {
		if to, ok := b.Next(0, event); ok || to != 0 {
			t.Errorf("Next(%q) = %d, %v", event, to, ok)
		}
	}
	if len(m.idle) != idle {
		t.Errorf("%d machines idle after rejected events, want %d", len(m.idle), idle)
	}
}
