package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// checkFrozen reports what CodeDeploy deployed otherwise than the file says, and CloudFormation could not change.
func (d *serviceDoc) checkFrozen(e *environmentDoc) {
	if d.Controller == nil || d.Controller.Frozen == "" || !d.Runtime.ECS() {
		return
	}
	is := [][2]string{{"Port", fmt.Sprint(d.Port)}, {"Exec", fmt.Sprint(d.Exec)}, {"Capacity", d.mix()}}
	if e.Existing != nil {
		is = append(is, [2]string{"Subnets", strings.Join(slices.Sorted(slices.Values(e.Existing.Private)), ",")})
	}
	c := check.Of("service")
	d.Controller.CheckFrozen(c, is)
	capacity := "Runtime"
	if d.scope.given("Spot") {
		capacity = "Spot"
	}
	places := map[string]string{"Capacity": capacity, "Subnets": "Strategy.Frozen", "Controller.Frozen": "Strategy.Frozen"}
	var found *check.Error
	if errors.As(c.Err(), &found) {
		for _, p := range found.Problems {
			d.scope.rule(cmp.Or(places[p.Field], p.Field), p)
		}
	}
}

// mix says where the tasks run, as the stack's output Frozen does.
func (d *serviceDoc) mix() string {
	if d.Runtime != service.Fargate {
		return string(d.Runtime)
	}
	if d.Spot.Share == 0 {
		return "FARGATE"
	}
	demand, spare := d.Spot.Weights()
	return fmt.Sprintf("FARGATE:%d+%d,FARGATE_SPOT:%d+0", demand, d.Spot.Floor, spare)
}
