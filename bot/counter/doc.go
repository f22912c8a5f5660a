// Package counter counts what happened without being able to say to whom. A counter is one of a
// compiled-in list; what is written to disk is already blinded; only closed periods are ever shown.
// It knows nothing of people, messages or sessions, and counting that fails never fails a reply.
//
// # How it works
//
// Add moves a number in memory. On a fixed clock, whether or not anything moved, every row of every open period
// is written. A row is created, for every counter and channel of its kind, in the moment its period opens, and starts at
// a random number drawn from the two-sided geometric distribution, P(k) = (1-a)/(1+a)·a^|k| with a = exp(-ε):
// what is on disk is the count plus that number, never the count. A period is closed a while after it ended, once
// and for good; figures are sums of rows of closed periods, rounded to 5, and below 5 "fewer than 5".
//
// # What the blinding hides, and what it does not
//
//   - Whoever holds one copy of the file, or every figure ever shown, cannot tell whether one session was counted
//     in one row: the odds of what they see change by a factor of exp(ε) at most (2.7 for ε = 1). This is
//     per row. A session that moved ten counters is in ten rows, and against somebody who guesses all ten
//     the factors multiply; the same holds for one person's several sessions.
//   - The random number stands for the whole period. Whoever copies the file twice in an open period
//     learns what was counted between the two copies, exactly; a row of backups is a row of copies. So the
//     file has mode 0600, and it is the rows of closed periods that are safe to publish.
//   - Memory holds what was counted since the last write, unblinded. A power cut or kill in the
//     middle of a write leaves SQLite's journal beside the file until the next start: together they are
//     two copies, one write apart. A disk may keep older blocks of the journal after it was cut to nothing.
//   - PostgreSQL keeps what was there before a write. There the rows of open periods are sealed, under a key that
//     is replaced at every write; postgres_seal.go says how. Whoever may query the database can look twice, as
//     whoever copies a file can.
//   - A day's row is wrong by 3 or less in 97 of 100 cases (ε = 1), by 6 or less in 998 of 1,000. A sum of n rows is wrong
//     by about 1.4·√n.
//   - Sessions are not people. A period in which Waymark did not run has no figures; one in which it ran
//     for some of the time has what it saw.
//   - A clock that stays wrong for longer than the grace closes periods before their time. What is counted in the
//     rest of them goes to the next one, and waits for it in memory. A file closed through a date far in the
//     future has to be moved away by hand; the ClockWrong alarm stands until then.
package counter
