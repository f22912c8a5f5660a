// Package hours answers when a door is open: schedules in the fields of Open Referral UK and iCal, changes
// for single days, and bank holidays, by the clocks of London. It is pure: the time is an argument, nothing is kept,
// and a compiled Set never changes. What people are told is made of its answers elsewhere.
package hours
