// Package choose decides where a service should run: it holds the decision table, the price table, and the words for
// the answer.
//
// [Decide] takes [Constraints] and gives a [Decision]: the runtime to take, the reasons, the runtimes that are out and
// why, what each costs a month with nobody using it, and the lines for shipway.yaml. The same constraints give the same
// answer. The package is pure Go: it reads no file, no clock and no price from the network, and never guesses a price
// that its table does not hold.
package choose

//go:generate go run ./generate
