package sms

import (
	"fmt"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

func TestOnlyUKMobilesGetAPaidReply(t *testing.T) {
	for name, c := range map[string]struct {
		from string
		want bool
	}{
		"a mobile in Ofcom's range for tests": {"+447700900123", true},
		"the first of that range":             {"+447700900000", true},
		"a newer mobile range":                {"+447312345678", true},
		"Isle of Man, 07624":                  {"+447624123456", true},
		"Isle of Man, 07924":                  {"+447924123456", true},
		"Jersey, 07797":                       {"+447797123456", true},
		"Guernsey, 07781":                     {"+447781123456", true},
		"a pager":                             {"+447600123456", false},
		"a personal number":                   {"+447012345678", false},
		"a landline":                          {"+442079460000", false},
		"freephone":                           {"+448081570000", false},
		"premium rate":                        {"+449098790000", false},
		"a short code":                        {"88222", false},
		"a name":                              {"NHSNoReply", false},
		"the United States":                   {"+14158675309", false},
		"Ireland":                             {"+353851234567", false},
		"missing":                             {"", false},
		"one digit short":                     {"+44770090012", false},
		"one digit long":                      {"+4477009001234", false},
		"national form":                       {"07700900123", false},
		"a letter in it":                      {"+44770090012a", false},
		"digits of another script":            {"+4477009001٢", false},
		"another network's address":           {"whatsapp:+447700900123", false},
		"a space before":                      {" +447700900123", false},
		"NUL after":                           {"+44770090012\x00", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := answerable(c.from); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// The numbering data of libphonenumber knows every allocated range. No person with a mobile may be left out; pagers and
// personal numbers never cost us a reply.
func TestTheRuleAgreesWithTheNumberingPlan(t *testing.T) {
	mobiles := 0
	for prefix := range 3_000 {
		from := fmt.Sprintf("+447%03d%d00000", prefix/3, prefix%3*4)
		number, err := phonenumbers.Parse(from, "GB")
		if err != nil {
			t.Fatal(err)
		}
		switch phonenumbers.GetNumberType(number) {
		case phonenumbers.MOBILE:
			mobiles++
			if !answerable(from) {
				t.Errorf("%s… is a mobile and gets no reply", from[:7])
			}
		case phonenumbers.PAGER, phonenumbers.PERSONAL_NUMBER:
			if answerable(from) {
				t.Errorf("%s… is no mobile and gets a paid reply", from[:7])
			}
		}
	}
	if mobiles < 500 {
		t.Errorf("only %d prefixes are mobiles: the numbering data was not read", mobiles)
	}
}
