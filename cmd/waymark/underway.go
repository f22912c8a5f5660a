package main

import (
	"net"
	"net/http"
	"sync"
)

// underway knows which connections have a request on the way, and on which nothing has come yet (a client's
// spare one, a scanner). Once a stop has begun, http.Server answers nothing on the latter, but Shutdown waits five
// seconds for each.
type underway struct {
	mu    sync.Mutex
	conns map[net.Conn]http.ConnState // new or active
}

// see is for http.Server.ConnState.
func (u *underway) see(c net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if state != http.StateNew && state != http.StateActive {
		delete(u.conns, c)
		return
	}
	if u.conns == nil {
		u.conns = map[net.Conn]http.ConnState{}
	}
	u.conns[c] = state
}

// any says whether a request is on the way.
func (u *underway) any() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, state := range u.conns {
		if state == http.StateActive {
			return true
		}
	}
	return false
}

// closeUnused is for http.Server.RegisterOnShutdown, which calls it when the stop has begun.
func (u *underway) closeUnused() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for c, state := range u.conns {
		if state == http.StateNew {
			_ = c.Close()
		}
	}
}
