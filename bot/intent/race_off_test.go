//go:build !race

package intent

const raced = false
