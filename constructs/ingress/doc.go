// Package ingress lets requests from outside reach services: one Application Load Balancer per environment, shared by
// all of them.
//
// It decides how connections arrive: from where, over which TLS, and what is recorded. It knows no service: each adds
// its own rule to the listener, and what matches none is answered 404. It creates no certificate and no DNS record, and
// serves nothing over plain HTTP. Services call each other without it, through Service Connect.
package ingress
