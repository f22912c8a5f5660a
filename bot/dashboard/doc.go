// Package dashboard is the service manager's web pages, exports and report. It shows figures of closed periods and nothing
// else that moves when somebody writes: every number comes from a counter.Sheet, which gives released figures only. It
// stores nothing, knows no conversation, asks nothing of any other machine (but, where an operator sets
// OIDC, of the sign-in service that they named), and every page works without JavaScript
// and on paper. Pages are made of Page values (pages.go) that HTML, exports and the report all share.
package dashboard
