package bot_test

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"waymark/bot"
	"waymark/bot/bottest"
	"waymark/bot/counter"
	"waymark/bot/session"
	"waymark/content"
	"waymark/content/segment"
	"waymark/flows"
)

// deepest is how many messages a path has at most.
const deepest = 12

// Every path of every flow, on both forms: whatever is shown is taken, and the words that always work are typed, for
// twelve messages. No dead end, no message over its budget, no missing card, no reply without a way out; the
// emergency is one message away and coming off two, from everywhere.
func TestEveryPathToDepth12(t *testing.T) {
	for name, form := range map[string]content.Form{"buttons": content.Buttons, "numbered": content.Numbered, "numbered in Welsh": content.Numbered} {
		t.Run(name, func(t *testing.T) {
			book, locale := bottest.Book(t, nil), content.DefaultLocale
			if strings.HasSuffix(name, "Welsh") {
				book, locale = bottest.Drafts(t), "cy"
			}
			c := newCrawl(t, book, locale, form, deepest)
			c.run(append(c.book.Entries(), c.wanted()...))
			for i, wrong := range c.wrong {
				if i == 20 {
					t.Fatalf("and %d more", len(c.wrong)-i)
				}
				t.Error(wrong)
			}
			for id := range c.book.Len() {
				if s := c.book.State(flows.StateID(id)); !c.seen[s.ID] && !c.searches(s) {
					t.Errorf("%s: no path of %d messages leads there", s.Full, deepest)
				}
			}
			t.Logf("%d places, %d messages; the last new place was found after %d", len(c.places), c.messages, c.last)
		})
	}
}

// What the crawl looks for it finds: each fault is put into the replies of one state.
func TestTheCrawlNotices(t *testing.T) {
	for what, fault := range map[string]func(*bot.Reply){
		"silence":             func(r *bot.Reply) { *r = bot.Reply{Silent: true} },
		"last resort":         func(r *bot.Reply) { *r = bot.LastResort() },
		"no words":            func(r *bot.Reply) { r.Text, r.Plain = " ", " " },
		"a dead end":          func(r *bot.Reply) { r.Choices = r.Choices[:0] },
		"no way out":          func(r *bot.Reply) { *r = bot.Reply{Text: "Wait.", Plain: "Wait."} },
		"over its budget":     func(r *bot.Reply) { r.Text = strings.Repeat("wait ", 100); r.Plain = r.Text + r.Plain },
		"is not shown":        func(r *bot.Reply) { r.Plain = r.Text },
		"leads nowhere":       func(r *bot.Reply) { r.Choices = []bot.Choice{{Key: "9", Event: "nowhere", Data: "v1:a:b:c"}} },
		"not the state's own": func(r *bot.Reply) { r.Text, r.Plain = "Call 999. "+r.Text, "Call 999. "+r.Plain },
	} {
		t.Run(what, func(t *testing.T) {
			c := newCrawl(t, bottest.Book(t, nil), content.DefaultLocale, content.Numbered, 2)
			id, _ := c.book.ByName("overdose/injection")
			right := c.pages(id)[0].Plain
			honest := c.answer
			c.answer = func(ctx context.Context, m bot.Message) bot.Reply {
				r := honest(ctx, m)
				if r.Plain == right {
					fault(&r)
				}
				return r
			}
			c.run([]flows.StateID{id})
			if !strings.Contains(strings.Join(c.wrong, "\n"), what) {
				t.Errorf("with the fault %q the crawl says only: %q", what, c.wrong)
			}
		})
	}
}

// place is all of a conversation that the next reply depends on: the state, the page, and where BACK leads. What
// lies further back is no more than that: the state that BACK leads to was itself a place, with the
// state before it.
type place struct {
	at, back uint32
	page     uint8
	locale   uint8
	look     session.Look
}

// stand is a conversation that has come to a place.
type stand struct {
	session session.Session
	reply   bot.Reply
	said    string
	before  *stand
	depth   int
}

// path is what was said to get there.
func (s *stand) path() string {
	var said []string
	for ; s != nil; s = s.before {
		said = append(said, s.said)
	}
	slices.Reverse(said)
	return strings.Join(said, " > ")
}

// one remembers a single conversation, which the crawl puts where it wants it.
type one struct {
	session session.Session
	known   bool
}

func (o *one) Get(context.Context, session.Pseudonym, time.Time) (session.Session, bool) {
	return o.session, o.known
}

func (o *one) Put(_ context.Context, _ session.Pseudonym, s session.Session, _ time.Time) {
	o.session, o.known = s, true
}

func (o *one) Delete(context.Context, session.Pseudonym) { *o = one{} }

type crawl struct {
	answer   func(context.Context, bot.Message) bot.Reply
	book     *flows.Book
	locale   string
	form     content.Form
	depth    int
	store    one
	clock    *bottest.Clock
	comeOff  flows.StateID
	between  map[string]bool // the words in between, which leave what was asked
	places   map[place]bool
	seen     map[flows.StateID]bool
	proved   map[flows.StateID]bool
	todo     []*stand
	wrong    []string
	ground   bool   // there is a list of services
	within   string // the flow that is not left, and the rest of the book with it; empty is that all are walked
	messages int
	last     int // the depth at which the last new place was found
}

func newCrawl(t *testing.T, book *flows.Book, locale string, form content.Form, depth int) *crawl {
	t.Helper()
	c := &crawl{
		form: form, depth: depth, book: book, locale: locale, clock: bottest.NewClock(),
		between: map[string]bool{}, places: map[place]bool{}, seen: map[flows.StateID]bool{}, proved: map[flows.StateID]bool{},
	}
	pseudonyms, err := session.NewPseudonyms(rand.Reader, c.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	b, err := bot.New(bot.Config{
		Book: c.book, Sessions: &c.store, Pseudonyms: pseudonyms,
		Listener: bottest.Listener(t), Tally: &bottest.Tally{}, Clock: c.clock.Now, Ground: func() *bot.Ground {
			if !c.ground {
				return nil
			}
			return bottest.Ground(t)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.answer = b.Reply
	for _, name := range []string{"not_text", "nothing_more"} {
		id, _ := c.book.ByName("menu/" + name)
		c.between[c.pages(id)[0].Plain] = true
	}
	var ok bool
	if c.comeOff, ok = c.book.Of("service.detox_rehab"); !ok {
		t.Fatal("nobody answers who wants to come off")
	}
	return c
}

// run walks breadth first, so that the first way found to a place is a shortest.
func (c *crawl) run(entries []flows.StateID) {
	c.take(nil, bot.Start, "")
	c.take(nil, bot.Text, "hello")
	c.take(nil, bot.Text, "menu")
	for _, id := range entries {
		c.come(id)
	}
	for len(c.todo) > 0 {
		at := c.todo[0]
		c.todo = c.todo[1:]
		c.leave(at)
	}
}

// come begins a conversation in a state that a typed text can lead to: as the step back to it.
func (c *crawl) come(id flows.StateID) {
	s := session.Session{At: uint32(c.book.State(c.book.Start()).Key), Locale: uint8(slices.Index(c.book.Locales(), c.locale))}
	s.Push(uint32(c.book.State(id).Key))
	c.take(&stand{session: s, said: "(" + c.book.State(id).Full + ")"}, bot.Text, "back")
}

// leave goes every way on from a place, and proves that there is one, and the ways that there have to be from
// everywhere.
func (c *crawl) leave(at *stand) {
	id, _ := c.book.ByKey(flows.Key(at.session.At))
	if at.depth == c.depth || c.within != "" && c.book.State(id).Flow != c.within {
		return
	}
	off, ways := c.key(c.comeOff), 0
	near := false // coming off is one step away
	for _, choice := range at.reply.Choices {
		to := c.choose(at, choice)
		if placeOf(to.session) != placeOf(at.session) {
			ways++
		}
		near = near || to.session.At == off
		want, ok := c.book.Next(id, choice.Event)
		switch {
		case ok && !c.forgets(want) && !c.leads(to, want):
			c.fail(to, "choice "+choice.Event+" does not lead to "+c.book.State(want).Full)
		case !ok && strings.HasPrefix(choice.Event, "at") && c.ground:
			if s := to.session; s.Look.Near == at.session.Look.Near || s.At != c.doing(flows.Doors) && s.At != c.named("near/start") && s.At != s.Look.For {
				c.fail(to, "the place "+choice.Label+" is not searched")
			}
		case !ok && choice.Event != "menu" && choice.Event != "back" && !strings.HasPrefix(choice.Event, "more"):
			c.fail(at, "choice "+choice.Event+" leads nowhere")
		}
	}
	if ways == 0 {
		c.fail(at, "a dead end")
	}
	c.take(at, bot.Text, "back")
	c.take(at, bot.Text, "more")
	c.take(at, bot.NotText, "")
	c.types(at, id)
	if c.proved[id] { // what follows hangs on the state alone, not on how one came there
		return
	}
	c.proved[id] = true
	if r := c.take(at, bot.Text, "od").reply; !isEmergency(r) {
		c.fail(at, "OD does not lead to the emergency")
	}
	menu := c.take(at, bot.Text, "menu")
	if menu.reply.Plain != c.pages(c.book.Start())[0].Plain {
		c.fail(at, "MENU does not lead to the menu")
	}
	if !near && !slices.ContainsFunc(menu.reply.Choices, func(choice bot.Choice) bool {
		return c.choose(menu, choice).session.At == off
	}) {
		c.fail(at, "coming off is more than two steps away")
	}
}

func (c *crawl) key(id flows.StateID) uint32 { return uint32(c.book.State(id).Key) }

// choose takes a choice as this form offers it.
func (c *crawl) choose(at *stand, choice bot.Choice) *stand {
	if c.form == content.Numbered {
		return c.take(at, bot.Text, choice.Key)
	}
	return c.take(at, bot.Press, choice.Data)
}

// take sends one message from a place, checks what comes back, and remembers the place it leads to if it is a
// new one. From nil it is somebody's first message.
func (c *crawl) take(from *stand, kind bot.Kind, text string) *stand {
	c.store = one{}
	to := &stand{said: text, before: from}
	if from != nil {
		c.store, to.depth = one{from.session, true}, from.depth+1
	}
	c.clock.Move(time.Minute) // nobody here is ever too fast
	c.messages++
	to.reply = c.answer(context.Background(), bot.Message{Sender: bot.NewSender(counter.SMS, "one"), Channel: counter.SMS, Form: c.form, Kind: kind, Text: text, Locale: c.locale})
	to.session = c.store.session
	c.check(to)
	if !c.store.known { // forgotten: the next message is a first one
		to.session = session.Session{}
		if id, ok := c.book.ByName("forget/done"); ok {
			c.seen[id] = true
		}
		return to
	}
	id, ok := c.book.ByKey(flows.Key(to.session.At))
	if !ok {
		c.fail(to, "the conversation is nowhere")
		return to
	}
	c.seen[id] = true
	if p := placeOf(to.session); !c.places[p] {
		c.places[p], c.last = true, to.depth
		c.todo = append(c.todo, to)
	}
	c.own(to, id)
	if c.ground {
		c.found(to)
	}
	return to
}

// own proves that a reply is a page of the state that the conversation came to, or a word in between. What a look for a service
// fills has what it was filled with, and no slot left.
func (c *crawl) own(to *stand, id flows.StateID) {
	s, said := c.book.State(id), to.reply.Plain
	if c.ground && (s.Do.InSearch() || s.Flow == "near") {
		own := strings.Contains(said, "EXAMPLE") || s.Do != flows.Doors
		if strings.ContainsAny(said, "{}") || !own && !c.between[said] {
			c.fail(to, "the words are not filled")
		}
		return
	}
	if pages := c.pages(id); said != pages[min(int(to.session.Page), len(pages)-1)].Plain && !c.between[said] {
		c.fail(to, "the words are not the state's own")
	}
}

func (c *crawl) pages(id flows.StateID) []flows.Page {
	return c.book.Pages(id, c.locale, c.form)
}

func placeOf(s session.Session) place {
	p := place{at: s.At, page: s.Page, locale: s.Locale, look: s.Look}
	p.back, _ = s.Pop()
	return p
}

func (c *crawl) fail(at *stand, what string) {
	c.wrong = append(c.wrong, at.path()+": "+what+":\n"+at.reply.Plain)
}

// check proves of one reply what has to hold of every reply.
func (c *crawl) check(to *stand) {
	r, limit := to.reply, 3
	if r.Urgent {
		limit = 2
	}
	cost := segment.Count(r.Plain)
	switch {
	case r.Silent:
		c.fail(to, "silence")
	case r.Plain == bot.LastResort().Plain:
		c.fail(to, "the reply of last resort: something failed inside")
	case strings.TrimSpace(r.Text) == "" || !strings.HasPrefix(r.Plain, r.Text):
		c.fail(to, "no words")
	case strings.ContainsAny(r.Text, "\r\t") || strings.Contains(r.Text, "  "):
		c.fail(to, "untidy white space")
	case len(r.Choices) == 0 && !strings.Contains(r.Text, "999"):
		c.fail(to, "no way out")
	case c.form == content.Numbered && (cost.Segments > limit || cost.UCS2):
		c.fail(to, "over its budget as a text message")
	}
	if c.form == content.Numbered {
		for _, choice := range r.Choices {
			if !strings.Contains(strings.ToLower(r.Plain), "\n"+choice.Key) {
				c.fail(to, "choice "+choice.Key+" is not shown")
			}
		}
	}
}

// wanted are the states that find something: who asks for one by name comes there from anywhere.
func (c *crawl) wanted() (all []flows.StateID) {
	for id := range c.book.Len() {
		if len(c.book.State(flows.StateID(id)).Finds) > 0 {
			all = append(all, flows.StateID(id))
		}
	}
	return all
}

// searches says whether a state is for a look for a service, so that without a list of services nobody comes to it.
func (c *crawl) searches(s *flows.State) bool {
	return s.Do.InSearch() || s.Without != flows.None || s.Nation != "" || s.Full == "near/no_luck" || s.Full == "near/found_it"
}

func (c *crawl) forgets(id flows.StateID) bool { return c.book.State(id).Do == flows.Forget }
