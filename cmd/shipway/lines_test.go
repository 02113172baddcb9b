package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/internal/choose"
)

// file is a whole shipway.yaml with the lines of c on a runtime.
func file(c choose.Constraints, on service.Runtime) string {
	return fmt.Sprintf(`version: 1
app: shop
owner: team-shop
environments:
  dev:
    account: "111111111111"
    region: %s
    network: { cidr: 10.10.0.0/16, zones: [a, b] }
%sservices:
%s`, c.WithDefaults().Region, choose.EnvironmentLines(c, on), choose.Lines(c, on))
}

// fits says whether the runtime is one that c may take.
func fits(c choose.Constraints, on service.Runtime) bool {
	d := choose.Decide(c)
	if d.Choice != nil && d.Choice.Runtime == on {
		return true
	}
	for _, a := range d.Possible {
		if a.Runtime == on {
			return true
		}
	}
	return false
}

// tried are values beside the words of options.
var tried = map[string][]string{
	"ports": {"1", "3"}, "tasks": {"1", "3", "25", "30", "5000"}, "services": {"1", "6", "1000"}, "gpu": {"1", "8"},
	"cpu": {"128", "300", "4096", "16384", "20000", "196608"}, "memory": {"64", "700", "9000", "122880", "200000", "691200"},
	"scratch": {"2", "21", "200", "16384"}, "region": {"us-east-1", "us-gov-west-1", "cn-north-1", "ap-south-1"},
	"budget": {"100000"}, "spot": {"true"}, "codedeploy": {"true"}, "whole-host": {"true"},
}

func TestTheLinesToPasteAreAFile(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 9))
	pasted := map[service.Runtime]int{}
	for range times(3_000) {
		var c choose.Constraints
		for _, o := range choose.Options() {
			values := append([]string{}, tried[o.Flag]...)
			for _, w := range o.Words {
				values = append(values, w.Name)
			}
			if random.IntN(5) == 0 {
				_ = o.Take(&c, values[random.IntN(len(values))])
			}
		}
		if c.Validate() != nil {
			continue
		}
		for _, on := range service.Runtimes {
			if !fits(c, on) {
				continue
			}
			pasted[on]++
			text := file(c, on)
			if _, err := config.Parse("shipway.yaml", []byte(text)); err != nil {
				t.Fatalf("%s\n%v\n%s", c.Command(), err, text)
			}
		}
	}
	for _, on := range service.Runtimes {
		if pasted[on] < 10 {
			t.Errorf("lines for %s were tried %d times only", on, pasted[on])
		}
	}
}

func TestTheAnswerEndsWithTheLines(t *testing.T) {
	d := choose.Decide(choose.Constraints{GPU: 1})
	if !strings.HasSuffix(d.Text(), d.Lines+"\nand in each environment:\n\n"+d.Environment) {
		t.Errorf("got\n%s", d.Text())
	}
}
