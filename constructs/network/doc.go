// Package network builds the VPC that an environment's services share, or joins one that exists.
//
// Addresses, zones and ways out come from [plan.Network]; the package only builds them. It never looks anything up in
// an account, opens no port to the internet, and gives no instance a public address.
package network
