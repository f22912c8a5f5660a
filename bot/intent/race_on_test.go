//go:build race

package intent

// raced: training takes ten times as long under the race detector, and has no goroutines to watch.
const raced = true
