package release

import (
	"slices"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// Shape is what a service does, as far as it decides how a new version can take over.
type Shape string

// The shapes.
const (
	Public   Shape = "public"   // Public answers requests through a load balancer.
	Internal Shape = "internal" // Internal answers the services of its environment.
	Worker   Shape = "worker"   // Worker takes work from a queue, or looks for it itself.
)

// Cell is one pair of runtime and strategy: how the runtime does it, or why it does not.
type Cell struct {
	// Runtime runs the service.
	Runtime service.Runtime
	// CodeDeploy says that AWS CodeDeploy deploys instead of the runtime itself.
	CodeDeploy bool
	// Strategy is how a new version takes over.
	Strategy Name
	// Shapes are the services it works for. Empty: none, and Refused says why.
	Shapes []Shape
	// How says who does it and how, as a sentence. Empty when Shapes is.
	How string
	// Refused says why not for the shapes that are not listed, and what to do instead.
	Refused string
}

// Works says whether a service of shape can be released like that.
func (c Cell) Works(shape Shape) bool { return slices.Contains(c.Shapes, shape) }

// Grid is every pair of runtime and strategy, row by row.
func Grid() (cells []Cell) {
	for _, r := range rows {
		for _, name := range Names {
			cell := r.cells[name]
			cell.Runtime, cell.CodeDeploy, cell.Strategy = r.runtime, r.codeDeploy, name
			cells = append(cells, cell)
		}
	}
	return cells
}

// At is the cell of the grid for runtime and strategy. A runtime that CodeDeploy cannot deploy to has no such cell.
func At(runtime service.Runtime, codeDeploy bool, strategy Name) (Cell, bool) {
	for _, c := range Grid() {
		if c.Runtime == runtime && c.CodeDeploy == codeDeploy && c.Strategy == strategy {
			return c, true
		}
	}
	return Cell{}, false
}

// row is a runtime's part of the grid.
type row struct {
	runtime    service.Runtime
	codeDeploy bool
	cells      map[Name]Cell
}

var (
	answering = []Shape{Public, Internal}
	all       = []Shape{Public, Internal, Worker}
	public    = []Shape{Public}
)

// Why a shape or a runtime cannot do it, and what can.
const (
	noRequests    = "no requests arrive that could be moved little by little: use rolling"
	noTasksRolled = "CodeDeploy moves the requests of tasks, it does not replace tasks one by one: use canary, linear or blue-green, or leave the controller out"
	noBalancer    = "CodeDeploy moves requests of a load balancer: make the service public, or leave the controller out"
	onlyCanary    = "Express Mode always deploys its own canary: use canary, or runtime fargate"
	onlyRolling   = "App Runner replaces instances itself and offers no other way: use rolling, or runtime fargate"
	wholeFleet    = "CodeDeploy moves a fleet's requests instance by instance or all at once: use rolling or blue-green, or runtime fargate"
	noWeights     = "a Kubernetes Service has no weights: make the service public, or use rolling"
)

var native = map[Name]Cell{
	RollingName:   {Shapes: all, How: "ECS starts new tasks, waits until they are healthy, and stops old ones."},
	LinearName:    {Shapes: answering, How: "ECS runs both versions and moves the requests in equal steps.", Refused: noRequests},
	CanaryName:    {Shapes: answering, How: "ECS moves a small share of the requests, watches, and moves the rest.", Refused: noRequests},
	BlueGreenName: {Shapes: answering, How: "ECS runs both versions and moves all requests at once.", Refused: noRequests},
}

var codeDeploy = map[Name]Cell{
	RollingName:   {Refused: noTasksRolled},
	LinearName:    {Shapes: public, How: "CodeDeploy runs a second task set and moves the requests in equal steps.", Refused: noBalancer},
	CanaryName:    {Shapes: public, How: "CodeDeploy runs a second task set and moves the requests in two steps.", Refused: noBalancer},
	BlueGreenName: {Shapes: public, How: "CodeDeploy runs a second task set and moves all requests at once.", Refused: noBalancer},
}

var rows = []row{
	{service.Fargate, false, native},
	{service.Fargate, true, codeDeploy},
	{service.EC2, false, native},
	{service.EC2, true, codeDeploy},
	{service.Managed, false, native},
	{service.Express, false, map[Name]Cell{
		RollingName: {Refused: onlyCanary}, LinearName: {Refused: onlyCanary}, BlueGreenName: {Refused: onlyCanary},
		CanaryName: {Shapes: public, How: "ECS moves 5 % of the requests, watches for 3 minutes, and moves the rest.",
			Refused: "Express Mode runs services that answer requests from the internet: use runtime fargate"},
	}},
	{service.EKS, false, map[Name]Cell{
		RollingName:   {Shapes: all, How: "The Deployment replaces pods a few at a time."},
		LinearName:    {Shapes: public, How: "A second Deployment runs beside the first, and the load balancer moves the requests in steps.", Refused: noWeights},
		CanaryName:    {Shapes: public, How: "A second, small Deployment gets a small share of the requests before the first is replaced.", Refused: noWeights},
		BlueGreenName: {Shapes: public, How: "A second Deployment at full size takes all requests before the first is replaced.", Refused: noWeights},
	}},
	{service.AppRunner, false, map[Name]Cell{
		RollingName: {Shapes: public, How: "App Runner starts new instances, waits until they are healthy, and stops old ones.",
			Refused: "App Runner runs services that answer requests: use runtime fargate"},
		LinearName: {Refused: onlyRolling}, CanaryName: {Refused: onlyRolling}, BlueGreenName: {Refused: onlyRolling},
	}},
	{service.Fleet, false, map[Name]Cell{
		RollingName:   {Shapes: public, How: "CodeDeploy takes hosts out of the load balancer, replaces what runs on them, and puts them back.", Refused: "a fleet stands behind a load balancer: make the service public, or use runtime ec2"},
		LinearName:    {Refused: wholeFleet},
		CanaryName:    {Refused: wholeFleet},
		BlueGreenName: {Shapes: public, How: "CodeDeploy makes a second Auto Scaling group and moves all requests to it.", Refused: "a fleet stands behind a load balancer: make the service public, or use runtime ec2"},
	}},
}
