// Package check collects what is wrong with a set of props and says it once, in words for people.
//
// A props type describes its mistakes through [Checks]; the constructor hands the result to [Must]. Every mistake
// names the field, the value given, what is allowed and a stable code, and all mistakes are reported together.
// The package is pure Go: it imports no AWS package, starts no process and never formats a secret.
package check
