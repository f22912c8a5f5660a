package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
)

func TestAConnectionNobodyUsedIsNotWorkCutOff(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.start()
	conn := s.dial()
	defer conn.Close()
	s.get("/healthz") // by now the connection before has been taken on
	p.stop(syscall.SIGTERM)
	if said := p.said(); !strings.HasSuffix(said, "msg=stopped\n") {
		t.Errorf("want it to have stopped with everything finished, it said\n%s", said)
	}
}

func TestARequestIsUnderWayUntilItIsAnswered(t *testing.T) {
	var u underway
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if !u.any() {
			t.Error("a request is being answered and none is under way")
		}
	}))
	server.Config.ConnState = u.see
	server.Start()
	defer server.Close()
	for range 3 {
		r, err := server.Client().Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		waitFor(t, "nothing is under way after the answer", func() bool { return !u.any() })
	}
}
