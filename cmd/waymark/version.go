package main

// version is what make build writes in through the linker, from git describe. Nothing else sets it.
var version = "unknown"
