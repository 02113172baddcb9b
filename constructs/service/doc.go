// Package service holds the values that describe a running service on every runtime: size, scaling, health, image,
// configuration.
//
// They are plain Go values whose zero fields mean the documented default. The package imports no AWS package and
// creates nothing; a runtime room, such as service/ecs, turns the values into resources.
package service
