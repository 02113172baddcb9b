package config

import "go.yaml.in/yaml/v3"

// fileDoc is a file as it is written.
type fileDoc struct {
	scope        *scope
	version      int
	app, owner   string
	tags         map[string]string
	shared       bool
	environments []*environmentDoc
	services     []serviceNode
	delivery     deliveryDoc
}

// serviceNode is a service that has not been read: it is read once for each environment.
type serviceNode struct {
	name  string
	at    place
	value *yaml.Node
}

func fileKeys(d *fileDoc) mapping {
	return mapping{
		{name: "version", field: "Version", is: number(&d.version, 1, 1, "CFG-016"),
			says: "Version of this vocabulary.", give: "give version: 1", code: "CFG-016", example: "1"},
		{name: "app", field: "App", is: text{to: &d.app, form: name20, want: wantName20, code: "APP-001"},
			says: "Name of the application, with which every stack name starts.",
			give: "give the application a short name", code: "APP-001", example: "storefront"},
		{name: "owner", field: "Owner", is: text{to: &d.owner, form: tagValue, want: wantTag, code: "APP-002"},
			says: "Team that alarms name, and a tag of every resource.",
			give: "give the team that answers for the application", code: "APP-002", example: "team-storefront"},
		{name: "tags", field: "Tags", is: tags(&d.tags),
			says: "Tags of every resource.", absent: "none", example: "{ cost-center: retail }"},
		{name: "allowSharedAccount", field: "AllowSharedAccount", is: truth{&d.shared},
			says:   "Lets two environments be in one account and region, where a mistake in one can reach the other.",
			absent: "false", example: "true"},
		{name: "environments", field: "Environments", is: environments(d),
			says: "Where the services run, in the order in which releases are promoted.",
			give: "give at least one environment", code: "ENV-002"},
		{name: "services", field: "Services", is: services(d),
			says: "What runs, in every environment.", absent: "none"},
		{name: "delivery", field: "Delivery", is: deliveryKeys(&d.delivery),
			says: "The tools account, which owns the images and the pipelines.", absent: "none"},
	}
}

func services(d *fileDoc) shape {
	return entries{
		of:   func() shape { return serviceKeys(&serviceDoc{}) },
		what: "services", form: name32, want: wantName32, code: "SVC-001", clash: "SVC-002",
		each: func(_ *scope, at place, name string, value *yaml.Node) {
			d.services = append(d.services, serviceNode{name, at, value})
		},
	}
}
