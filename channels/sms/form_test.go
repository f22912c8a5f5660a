package sms

import (
	"bytes"
	"maps"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

func TestFiveFieldsAreKeptAndWhetherThereIsMedia(t *testing.T) {
	form := form{
		"From": aPhone, "To": ourNumber, "Body": "hi", "MessageSid": "SM1", "OptOutType": "STOP", "NumMedia": "2",
		"FromCity": "LEEDS", "FromZip": "LS1", "MediaUrl0": "https://x.example/1", "ProfileName": "Sam", "WaId": "447700900123",
	}
	want := inbound{from: aPhone, to: ourNumber, body: "hi", sid: "SM1", optOut: "STOP", media: true}
	if got := keep(form); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	// A field added here is one more thing known about a person: it takes a decision, and this number.
	if n := reflect.TypeFor[inbound]().NumField(); n != 6 {
		t.Errorf("inbound has %d fields, want 6", n)
	}
}

func TestNumMedia(t *testing.T) {
	for value, want := range map[string]bool{"": false, "0": false, "00": false, "1": true, "10": true, "x": true} {
		if got := keep(form{"NumMedia": value}).media; got != want {
			t.Errorf("NumMedia=%q: got %v, want %v", value, got, want)
		}
	}
}

func TestDecodeRefusesWhatIsNoForm(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want bool
	}{
		"a form":             {"Body=hi&From=%2B44", true},
		"nothing":            {"", true},
		"as many as allowed": {strings.Repeat("a=b&", maxFields-1), true},
		"too many fields":    {strings.Repeat("a=b&", maxFields), false},
		"half an escape":     {"Body=%4", false},
		"a wrong escape":     {"Body=%zz", false},
		"a semicolon":        {"Body=a;From=b", false},
	} {
		t.Run(name, func(t *testing.T) {
			if _, got := decode([]byte(c.body)); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func FuzzForm(f *testing.F) {
	for _, body := range []string{
		"", "Body=hi&From=%2B447700900123&To=%2B447700900000&MessageSid=SM1&NumMedia=0", "Body=%00%FF%F0%9F", "Body=a&Body=b",
		"=&=&;", "Body", "%42ody=x", "Body=" + strings.Repeat("%F0%9F%92%8A", 400), strings.Repeat("&", 300),
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		before := string(body)
		got, ok := decode(body)
		if string(body) != before {
			t.Fatal("the body was changed")
		}
		if bytes.Count(body, []byte("&")) >= maxFields {
			if ok {
				t.Fatal("a form with too many fields was taken")
			}
			return
		}
		// It reads forms as net/url does, and says no when that does.
		values, err := url.ParseQuery(before)
		if ok != (err == nil) {
			t.Fatalf("taken: %v; net/url: %v", ok, err)
		}
		if !ok {
			return
		}
		want := form{}
		for key, all := range values {
			want[key] = all[0]
		}
		if !maps.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
