package bot

// The rate limiter. What somebody may still be sent is kept as credit, in seconds: it grows by one every second, and each
// reply takes some of it.
//
// Ordinary replies: 15 at once, then one every 4 seconds. People in a hurry stay far below it.
//
// Urgent replies have credit of their own. A resuscitation of 40 minutes with a text every 10 seconds takes 240 of them; there
// are twice as many at once, and one more every 20 seconds. That is far more than anybody in need has been seen to write, so it bounds
// only what a flood of texts costs: 960 SMS segments (an urgent reply has two at most), then 180 an hour. The last few
// of them, and all that come back while the flood goes on, are the one-segment reply of last resort: what to do first, never
// silence for longer than 20 seconds, and the ordinary emergency again once the texts have stopped for some minutes.
//
// The figures are ours: no published one says how often people write. Without a store, and after FORGET, everybody begins anew: what that could
// cost is bounded by channels/sms/phones.go.
const (
	replyCost  = 4
	mostCredit = 15 * replyCost

	urgentCost       = 20
	mostUrgentCredit = 2 * 240 * urgentCost
	lastUrgentCredit = 10 * urgentCost // below this, replies are the one of last resort

	// clocksApart is how many seconds the clocks of two instances may differ; a time further ahead is a clock that was set back.
	clocksApart = 60
)

// leave is what the limiter lets go out.
type leave uint8

const (
	whole   leave = iota // the reply
	brief                // in an emergency: the reply of last resort
	slowed               // that it is too much
	nothing              // no reply
)

// spend takes what a reply costs and says what may go out.
func (t *turn) spend(urgent bool) leave {
	s, second := &t.session, uint32(t.now.Unix())
	if s.CreditAt == 0 || s.CreditAt > second+clocksApart {
		s.Credit, s.UrgentCredit, s.CreditAt = mostCredit, mostUrgentCredit, second
	}
	if second > s.CreditAt {
		gained := second - s.CreditAt
		s.Credit = uint8(min(uint32(s.Credit)+gained, mostCredit))
		s.UrgentCredit = uint16(min(uint32(s.UrgentCredit)+gained, mostUrgentCredit))
		s.CreditAt = second
	}
	if urgent {
		return t.spendUrgent()
	}
	if s.Credit < replyCost {
		if s.Warned {
			return nothing
		}
		s.Warned = true
		return slowed
	}
	s.Credit -= replyCost
	s.Warned = false
	return whole
}

func (t *turn) spendUrgent() leave {
	s := &t.session
	if s.UrgentCredit < urgentCost {
		return nothing
	}
	s.UrgentCredit -= urgentCost
	if s.UrgentCredit < lastUrgentCredit {
		return brief
	}
	return whole
}
