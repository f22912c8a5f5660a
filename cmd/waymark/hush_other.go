//go:build !linux

package main

import "io"

// hush does nothing here: core files and dumpable memory are turned off on Linux, where services run.
func hush() {}

// aside gives where the log goes.
func aside(err io.Writer) io.Writer { return err }

// deafen can do nothing here.
func deafen(io.Writer) (undo func()) { return func() {} }
