package place

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParsePostcodeReadsEveryForm(t *testing.T) {
	for _, c := range []struct{ name, typed, want string }{
		{"whole", "SW1A 0AA", "SW1A 0AA"},
		{"lower case", "sw1a 0aa", "SW1A 0AA"},
		{"no space", "sw1a0aa", "SW1A 0AA"},
		{"spaces everywhere", " s w 1a 0 a a ", "SW1A 0AA"},
		{"space in the wrong place", "SW1 A0AA", "SW1A 0AA"},
		{"letters for digits", "swia oaa", "SW1A 0AA"},
		{"l for 1", "swla 0aa", "SW1A 0AA"},
		{"digits for letters", "5W1A 0AA", ""},
		{"0 for the letter o", "S014 1AA", "SO14 1AA"},
		{"1 for the letter l", "1E1 1AA", "LE1 1AA"},
		{"1 for the letter i", "1P1 1AA", "IP1 1AA"},
		{"A9", "E8 1EA", "E8 1EA"},
		{"A99", "E17 4QU", "E17 4QU"},
		{"AA9", "HU1 3ES", "HU1 3ES"},
		{"AA99", "LS11 5QA", "LS11 5QA"},
		{"A9A", "W1A 1AA", "W1A 1AA"},
		{"AA9A", "EC1A 1BB", "EC1A 1BB"},
		{"district with a 0", "BS0 1AA", "BS0 1AA"},
		{"first half", "E8", "E8"},
		{"first half in lower case", "ec1a", "EC1A"},
		{"first half, mended", "n i6", "N16"},
		{"family of districts", "SW1", "SW1"},
		{"first half and digit", "SW1A 0", "SW1A 0"},
		{"first half and digit, like another district", "N1 0", "N1 0"},
		{"first half, digit and a letter", "E8 1E", "E8 1"},
		{"unit with letters that no unit has", "SW1A 0OI", "SW1A 0"},
		{"Jersey", "JE2 3AB", "JE2 3AB"},
		{"Guernsey", "gy1 1aa", "GY1 1AA"},
		{"Man", "im1 1aa", "IM1 1AA"},
		{"Northern Ireland", "bt15gs", "BT1 5GS"},
		{"area that does not exist", "QQ1 1AA", ""},
		{"Girobank", "GIR 0AA", ""},
		{"forces", "BF1 1AA", ""},
		{"business mail", "BX1 1LT", ""},
		{"letter in a place that has none", "LS1A 1AA", ""},
		{"three digits", "E999 1AA", ""},
		{"word", "leeds", ""},
		{"emergency number", "112", ""},
		{"millilitre", "1ml", ""},
		{"slang that could be mended", "spliff", ""},
		{"name that could be mended", "ellie", ""},
		{"another", "wills", ""},
		{"number", "999", ""},
		{"nothing", "", ""},
		{"too long", "SW1A 0AA 1", ""},
		{"not letters", "SW1A-0AA", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, ok := ParsePostcode(c.typed)
			got := ""
			if ok {
				got = p.Text()
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestNationsOfPostcodes(t *testing.T) {
	for _, c := range []struct {
		typed  string
		nation Nation
		border bool
	}{
		{"E8", England, false}, {"HU1", England, false}, {"EH6", Scotland, false}, {"ZE1", Scotland, false}, {"CF24", Wales, false},
		{"BT1", NorthernIreland, false}, {"JE2", Jersey, false}, {"GY9", Guernsey, false}, {"IM1", IsleOfMan, false},
		{"TD1", Scotland, false}, {"TD15", England, true}, {"CH5", Wales, false}, {"CH4", Wales, true}, {"CH41", England, false},
		{"SY1", England, false}, {"SY23", Wales, false}, {"SY10", England, true}, {"LD1", Wales, false}, {"HR3", England, true},
	} {
		p, ok := ParsePostcode(c.typed)
		if !ok {
			t.Errorf("%s is not read", c.typed)
			continue
		}
		if n, border := p.Nation(); n != c.nation || border != c.border {
			t.Errorf("%s: %s, border %t; want %s, %t", c.typed, n, border, c.nation, c.border)
		}
	}
	if !Jersey.Crown() || !IsleOfMan.Crown() || Wales.Crown() || UnknownNation.Crown() {
		t.Error("the Crown dependencies are Man, Jersey and Guernsey")
	}
}

func TestEveryAreaHasANameAndANation(t *testing.T) {
	if len(areas) != 124 {
		t.Errorf("%d areas, want 121 of the United Kingdom and 3 of the Crown dependencies", len(areas))
	}
	for letters, a := range areas {
		if a.Name == "" || a.Nation == UnknownNation || len(letters) > 2 || letters != strings.ToUpper(letters) {
			t.Errorf("area %q is incomplete: %+v", letters, a)
		}
	}
}

func TestAPostcodeIsNeverPrinted(t *testing.T) {
	p, _ := ParsePostcode("ZE1 0AB")
	for _, s := range []string{fmt.Sprint(p), fmt.Sprintf("%v %+v %#v %s", p, p, p, p)} {
		if strings.Contains(s, "ZE1") || strings.Contains(s, "0AB") {
			t.Errorf("printed as %q", s)
		}
	}
}

// outcodeGen draws the first halves that are possible.
func outcodeGen() *rapid.Generator[string] {
	letters := make([]string, 0, len(areas))
	for l := range areas {
		letters = append(letters, l)
	}
	slices.Sort(letters)
	return rapid.Custom(func(t *rapid.T) string {
		area := rapid.SampledFrom(letters).Draw(t, "area")
		forms := []string{"9", "99"}
		switch area {
		case "E", "N", "W":
			forms = append(forms, "1A")
		case "EC", "NW", "SE", "SW", "WC":
			forms = append(forms, "9A")
		}
		out := area
		for _, c := range rapid.SampledFrom(forms).Draw(t, "form") {
			switch c {
			case '9':
				low := '0'
				if len(out) == len(area) {
					low = '1'
				}
				out += string(rapid.RuneFrom([]rune("0123456789"[low-'0':])).Draw(t, "digit"))
			case '1':
				out += "1"
			case 'A':
				set := "ABEHMNPRVWXY"
				switch area {
				case "E", "N":
					set = "CPW"
				case "W":
					set = "ABCDEFGHJKMNPRSTUVWXY"
				}
				out += string(rapid.RuneFrom([]rune(set)).Draw(t, "letter"))
			}
		}
		return out
	})
}

func incodeGen() *rapid.Generator[string] {
	unit := rapid.RuneFrom([]rune(unitLetters))
	return rapid.Custom(func(t *rapid.T) string {
		return string(rapid.RuneFrom([]rune("0123456789")).Draw(t, "digit")) + string(unit.Draw(t, "unit")) + string(unit.Draw(t, "unit"))
	})
}

func TestEveryPostcodeIsReadInAnyCaseAndSpacing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out, in := outcodeGen().Draw(t, "out"), incodeGen().Draw(t, "in")
		typed := ""
		for _, c := range out + in {
			if rapid.Bool().Draw(t, "small") {
				c = []rune(strings.ToLower(string(c)))[0]
			}
			typed += string(c) + strings.Repeat(" ", rapid.IntRange(0, 2).Draw(t, "spaces"))
		}
		p, ok := ParsePostcode(typed)
		if !ok || p.Text() != out+" "+in || !p.Whole() || p.Outcode() != out {
			t.Fatalf("%q is read as %q", typed, p.Text())
		}
		if sector, ok := ParsePostcode(out + " " + in[:1]); !ok || sector.Text() != out+" "+in[:1] {
			t.Fatalf("%s %s is read as %q", out, in[:1], sector.Text())
		}
	})
}

// One o for 0 or i for 1 in the second half is always understood: no unit has those letters first.
func TestAMistypedDigitOfTheSecondHalfIsMended(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out, in := outcodeGen().Draw(t, "out"), incodeGen().Draw(t, "in")
		typed := out + " " + strings.NewReplacer("0", "o", "1", "i").Replace(in[:1]) + in[1:]
		if p, ok := ParsePostcode(typed); !ok || p.Text() != out+" "+in {
			t.Fatalf("%q is read as %q", typed, p.Text())
		}
	})
}

func TestOutcodesSortAsTheirTextsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := outcodeGen().Draw(t, "a"), outcodeGen().Draw(t, "b")
		pa, pb := packOut([]byte(a)), packOut([]byte(b))
		if (a < b) != (pa < pb) || pa.String() != a {
			t.Fatalf("%s is %d (%s), %s is %d", a, pa, pa, b, pb)
		}
	})
}

func FuzzParsePostcode(f *testing.F) {
	for _, s := range []string{"SW1A 0AA", "swia oaa", "E8", "E8 1", "GIR 0AA", "", "\x00", "é8 1ea", "1111111", "oooooooo"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, ok := ParsePostcode(s)
		if !ok {
			return
		}
		again, ok := ParsePostcode(p.Text())
		if !ok || again != p {
			t.Errorf("%q gives %q, which gives %q", s, p.Text(), again.Text())
		}
		if a := p.Area(); a.Letters == "" || !strings.HasPrefix(p.Text(), a.Letters) {
			t.Errorf("%q has no area", p.Text())
		}
	})
}

func BenchmarkParsePostcode(b *testing.B) {
	for _, typed := range []string{"SW1A 0AA", "swia oaa"} {
		b.Run(typed, func(b *testing.B) {
			for b.Loop() {
				ParsePostcode(typed)
			}
		})
	}
}
