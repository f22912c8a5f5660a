package intent

import (
	"fmt"
	"strings"
)

// A tag says that words[from:to] say something of a concept.
type tag struct {
	concept  int16
	from, to int16
}

// concepts knows sets of words that say the same kind of thing.
type concepts struct {
	names []string
	ids   map[string]int16
	// of gives a word's concepts by its number; phrases those of runs of words.
	of      [][]int16
	tree    *tree
	phrases [][]int16
	// hashes of the names, for features
	hashes []uint64
	// literal concepts are words that rules name; they are no features
	literal []bool
	// seeks: concepts of asking for a service or for news
	seeks []bool
	// calms: concepts that make an emergency's words mean something else
	calms []bool
	// things: those of them that are what an emergency's words may be about instead of a person
	things []bool
	// telling: those of them that say that something is told, not happening
	telling []bool
	// alarms: concepts without one of which nothing is heard as an overdose on a mere guess
	alarms []bool
	// darks: concepts that may be signs of wanting to die
	darks []bool
	// people: concepts of somebody whom an emergency may be about
	people []bool
	// plain: those of them that say an emergency on their own
	plain []bool
	// what a sure and a possible drug name are tagged with
	drug, drugLike int16
}

func (c *concepts) id(name string) int16 {
	if id, ok := c.ids[name]; ok {
		return id
	}
	id := int16(len(c.names))
	c.ids[name] = id
	c.names = append(c.names, name)
	c.hashes = append(c.hashes, hashString(name))
	c.literal = append(c.literal, name[0] == '=')
	c.seeks = append(c.seeks, seeking[name])
	c.calms = append(c.calms, calming[name])
	c.things = append(c.things, lifeless[name])
	c.telling = append(c.telling, told[name])
	c.alarms = append(c.alarms, alarming[name])
	c.darks = append(c.darks, darkening[name])
	c.people = append(c.people, somebody[name])
	c.plain = append(c.plain, plainSigns[name])
	return id
}

// seeking are the concepts of asking for a service or for news, near which a place is likely.
var seeking = set("EXCHANGE CHEMIST CLINIC NEEDLES NALOX ALERTS QWHERE CHECK QUIT PRISON")

// calming are the concepts of the past, of learning, of habits, of jokes, of things and animals.
var calming = set("CALM PAST LEARN HAPPENED HABIT MONTH GRIEF ANIMAL THING LOL TECH FEELOK AWAKE")

// told are those of them of the past, of learning and of jokes.
var told = set("PAST LEARN HAPPENED LOL MONTH")

// lifeless are those of them that name a thing or an animal.
var lifeless = set("ANIMAL THING TECH")

// alarming are the concepts that may be signs of an overdose.
var alarming = set("BREATH BADBREATH UNCON LIMP DROP BLUE GREY FOAM OVERDOSE DEAD WAKE RESPOND MOVE STIM HEART CPR AMB HELPCALL GAVE NALOX " +
	"WOREOFF SLOW ASLEEP TOOMUCH EYES NAILS SEIZE BODYGOING SIMILES FLOOR TOOK STOPPED FACE")

// somebody are the concepts of a person.
var somebody = set("HE MATE FAMILY PARTNER STRANGER NAME CHILD SELF")

// darkening are the concepts that may be signs of wanting to die.
var darkening = set("CRISISWORDS MEANS HOPELESS MEANSWELL STAYDEAD DEAD GRIEF")

var plainSigns = set("BLUE GREY UNCON LIMP OVERDOSE DEAD")

func (l *Listener) loadConcepts() error {
	c := &l.concepts
	c.ids, c.tree = map[string]int16{}, newTree()
	c.drug, c.drugLike = c.id("DRUG"), c.id("DRUGLIKE")
	table, err := rows("concepts.tsv", 2)
	if err != nil {
		return err
	}
	abroad, err := rows("concepts_abroad.tsv", 2)
	if err != nil {
		return err
	}
	table = append(table, abroad...)
	for _, row := range table {
		if strings.ToUpper(row[0]) != row[0] {
			return fmt.Errorf("tables/concepts.tsv: concept %q is not in capitals", row[0])
		}
		id := c.id(row[0])
		for text := range strings.SplitSeq(row[1], ",") {
			words := l.readTable(text)
			if len(words) == 0 {
				return fmt.Errorf("tables/concepts.tsv: %s holds an empty word", row[0])
			}
			l.enterConcept(words, id)
		}
	}
	return nil
}

// enterConcept says that words mean a concept.
func (l *Listener) enterConcept(words []word, id int16) {
	c := &l.concepts
	if len(words) == 1 {
		w := words[0].id
		for int(w) >= len(c.of) {
			c.of = append(c.of, nil)
		}
		c.of[w] = addOnce(c.of[w], id)
		return
	}
	if was := c.tree.enter(words, int32(len(c.phrases))); was >= 0 {
		c.phrases[was] = addOnce(c.phrases[was], id)
		return
	}
	c.phrases = append(c.phrases, []int16{id})
}

func addOnce(list []int16, id int16) []int16 {
	for _, x := range list {
		if x == id {
			return list
		}
	}
	return append(list, id)
}

// inherit gives words without a concept those of their stem, once all tables are read.
func (l *Listener) inherit() {
	c := &l.concepts
	for len(c.of) < len(l.words.words) {
		c.of = append(c.of, nil)
	}
	for id := range l.words.words {
		if stem := l.words.stem[id]; len(c.of[id]) == 0 && int(stem) != id {
			c.of[id] = c.of[stem]
		}
	}
}

// tagWords finds every concept, in the words' order: drugs, each word's own, and the longest phrase from each word.
func (l *Listener) tagWords(r *reading) {
	c := &l.concepts
	drugs := r.drugTags
	for i := range r.words {
		for len(drugs) > 0 && int(drugs[0].from) == i {
			r.tags, drugs = append(r.tags, drugs[0]), drugs[1:]
		}
		if id := r.words[i].id; id >= 0 {
			for _, concept := range c.of[id] {
				r.tags = append(r.tags, tag{concept, int16(i), int16(i + 1)})
			}
		}
		if id, to := c.tree.longest(l.words, r.words, i); id >= 0 {
			for _, concept := range c.phrases[id] {
				r.tags = append(r.tags, tag{concept, int16(i), int16(to)})
			}
		}
	}
}
