package config

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Strategies is the page that says which runtime does which strategy, in Markdown.
func Strategies() []byte {
	var b bytes.Buffer
	b.WriteString(`# Runtimes and strategies

Which runtime can release a service in which way. The page is generated from ` + "`constructs/release/grid.go`" + `, the
table that also refuses what does not work: change it and run ` + "`make generate`" + `.

Every cell has a test. What works is synthesized for each of its services, and the strategy is found in the template, by
` + "`TestEveryCellOfTheGridDoesWhatThePageSays` in [test/grid_test.go](../test/grid_test.go)" + `. What does not work is
refused with the sentence below: in shipway.yaml, by
` + "`TestEveryCellOfTheGridIsWhatTheFileAccepts` in [config/grid_test.go](../config/grid_test.go)" + `, and in props, by
` + "`TestEveryCellThatIsRefusedIsRefusedInProps` in [test/grid_test.go](../test/grid_test.go)" + `.

| runtime |`)
	for _, name := range release.Names {
		fmt.Fprintf(&b, " %s |", name)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(release.Names)) + "\n")
	var last release.Cell
	for _, cell := range release.Grid() {
		if cell.Runtime != last.Runtime || cell.CodeDeploy != last.CodeDeploy {
			fmt.Fprintf(&b, "| **%s** |", rowName(cell))
		}
		fmt.Fprintf(&b, " %s |", mark(cell))
		if cell.Strategy == release.Names[len(release.Names)-1] {
			b.WriteString("\n")
		}
		last = cell
	}
	b.WriteString(`
A public service answers the internet, an internal one the services of its environment, a worker nobody. A job on a
schedule has no deployment: its next run takes the new version. How a service gets from one row to another:
[moving.md](moving.md).
`)
	for _, cell := range release.Grid() {
		if cell.Strategy == release.Names[0] {
			fmt.Fprintf(&b, "\n## %s\n\n", rowName(cell))
		}
		fmt.Fprintf(&b, "- **%s**: %s\n", cell.Strategy, sentence(cell))
	}
	return b.Bytes()
}

// rowName names a row of the grid.
func rowName(cell release.Cell) string {
	name := titles[cell.Runtime] + " (`" + string(cell.Runtime) + "`)"
	if cell.CodeDeploy {
		return name + " with CodeDeploy"
	}
	return name
}

var titles = map[service.Runtime]string{
	service.Fargate: "ECS on Fargate", service.EC2: "ECS on EC2", service.Managed: "ECS Managed Instances",
	service.Express: "ECS Express Mode", service.EKS: "EKS", service.AppRunner: "App Runner", service.Fleet: "EC2 fleet",
}

// mark says in a word or two for which services the cell works.
func mark(cell release.Cell) string {
	if len(cell.Shapes) == 0 {
		return "–"
	}
	return listed(cell.Shapes)
}

// sentence says how it is done, and for what it is not.
func sentence(cell release.Cell) string {
	switch {
	case cell.How == "":
		return "refused: " + cell.Refused + "."
	case cell.Refused == "":
		return cell.How
	}
	return fmt.Sprintf("%s For %s services: %s.", cell.How, others(cell), cell.Refused)
}

// others are the shapes that the cell does not work for.
func others(cell release.Cell) string {
	var rest []release.Shape
	for _, shape := range []release.Shape{release.Public, release.Internal, release.Worker} {
		if !cell.Works(shape) {
			rest = append(rest, shape)
		}
	}
	return listed(rest)
}
