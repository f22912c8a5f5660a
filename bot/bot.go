// Package bot turns one Message into one Reply. It is the heart: it takes clock, randomness and stores
// as arguments, imports no channel, keeps no state of its own, and whatever arrives and whatever fails inside it,
// the person gets text that makes sense on its own.
package bot
