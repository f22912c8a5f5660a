package main

import (
	"net"
	"net/http"
	"sync"
)

// underway knows which connections have a request on the way. http.Server.Shutdown waits also for a
// connection that was opened and never used (a client's spare one, a scanner); nobody waits for an answer there,
// and a stop that closes it has left nothing unfinished.
type underway struct {
	mu    sync.Mutex
	conns map[net.Conn]bool
}

// see is for http.Server.ConnState.
func (u *underway) see(c net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if state != http.StateActive {
		delete(u.conns, c)
		return
	}
	if u.conns == nil {
		u.conns = map[net.Conn]bool{}
	}
	u.conns[c] = true
}

// any says whether a request is on the way.
func (u *underway) any() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.conns) > 0
}
