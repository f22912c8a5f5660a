package segment

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"
)

var record = flag.Bool("record", false, "write testdata/oracle.jsonl anew from npm's sms-segments-calculator")

const recorded = "testdata/oracle.jsonl"

// verdict is what npm's sms-segments-calculator (by Twilio) says of a text.
type verdict struct {
	Text     string `json:"text"`
	Segments int    `json:"segments"`
	Units    int    `json:"units"`
	UCS2     bool   `json:"ucs2"`
}

func (v verdict) cost() Cost { return Cost{v.Segments, v.Units, v.UCS2} }

// oracleTexts are the texts on both sides of every edge. None has a cluster of several characters, such as a
// joined emoji: the calculator keeps those in one segment, networks do not promise to.
func oracleTexts() []string {
	var texts []string
	for _, r := range basic + extension + "`ç’“–…\u00a0ŵŷŴêâîôû·•™½🙂💊﷽𝒜" {
		texts = append(texts, string(r))
	}
	for _, edge := range []int{67, 70, 134, 153, 160, 201, 306, 459} {
		for n := edge - 2; n <= edge+2; n++ {
			a := strings.Repeat("a", n)
			texts = append(texts, a, a+"€", "€"+a, a[:n/2]+"[€]"+a[n/2:], a+"ŵ", "ŵ"+a, a+"🙂", a+"🙂ŵ"+a, a+"€"+a, a+"|"+a+"~"+a)
		}
	}
	for _, n := range []int{33, 34, 35, 36, 66, 67, 68, 76, 77, 80, 81, 153, 154} {
		texts = append(texts, strings.Repeat("🙂", n), strings.Repeat("€", n), strings.Repeat("a€", n), strings.Repeat("ŵ🙂", n), strings.Repeat("\n", n), strings.Repeat("\r\n", n))
	}
	return append(texts,
		"Call 999 now, on speaker. Say they are not waking.\n1 I'm calling\n2 I can't call",
		"Ffoniwch 999 nawr. Peidiwch â’u gadael. Dŵr, tŷ, gŵr.",
		"Price: £5 or €5 {approx} ~ [ask] \\ ^ |",
		"Zażółć gęślą jaźń", "Привет", "你好", "ΔΦΓΛΩΠΨΣΘΞ", "Αθήνα",
	)
}

func TestCountAgreesWithTheRecordedCalculator(t *testing.T) {
	file, err := os.Open(recorded)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := 0
	for in := bufio.NewScanner(file); in.Scan(); lines++ {
		var v verdict
		if err := json.Unmarshal(in.Bytes(), &v); err != nil {
			t.Fatalf("line %d: %v", lines+1, err)
		}
		if got := Count(v.Text); got != v.cost() {
			t.Errorf("%q: got %+v, the calculator says %+v", v.Text, got, v.cost())
		}
	}
	if want := len(oracleTexts()); lines != want {
		t.Errorf("%d texts are recorded, want %d: run go test -run Live -record", lines, want)
	}
}

// TestCountAgreesWithTheLiveCalculator asks the calculator itself where node finds it (npm install
// sms-segments-calculator somewhere, and NODE_PATH=somewhere/node_modules).
func TestCountAgreesWithTheLiveCalculator(t *testing.T) {
	if exec.Command("node", "-e", "require.resolve('sms-segments-calculator')").Run() != nil {
		t.Skip("node or sms-segments-calculator is not here; the recorded table is checked instead")
	}
	asked, err := json.Marshal(oracleTexts())
	if err != nil {
		t.Fatal(err)
	}
	node := exec.Command("node", "testdata/oracle.js")
	node.Stdin = bytes.NewReader(asked)
	said, err := node.Output()
	if err != nil {
		t.Fatal(err)
	}
	if *record {
		if err := os.WriteFile(recorded, said, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for line := range bytes.Lines(said) {
		var v verdict
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatal(err)
		}
		if got := Count(v.Text); got != v.cost() {
			t.Errorf("%q: got %+v, the calculator says %+v", v.Text, got, v.cost())
		}
	}
}
