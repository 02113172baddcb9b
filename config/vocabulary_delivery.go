package config

import (
	"regexp"
	"strings"
	"time"

	"github.com/shipway-cdk/shipway/constructs/delivery"
)

// deliveryDoc is the tools account as it is written.
type deliveryDoc struct {
	Delivery
	source         sourceDoc
	build          buildDoc
	infrastructure infrastructureDoc
}

// sourceDoc is where versions come from, as it is written: one of them is given.
type sourceDoc struct {
	codecommit delivery.CodeCommit
	connection delivery.Connection
	bucket     delivery.Bucket
	registry   delivery.Registry
}

// infrastructureDoc is the application's own pipeline as it is written.
type infrastructureDoc struct {
	delivery.Synth
	on     bool
	source sourceDoc
}

// something is any text but an empty one.
var something = regexp.MustCompile(`.`)

// named is a text that must not be empty; want says what it is.
func named(to *string, want, code string) text {
	return text{to: to, form: something, want: want, code: code}
}

func deliveryKeys(d *deliveryDoc) mapping {
	return mapping{
		{name: "account", field: "Account", is: account(&d.Account), says: "AWS account.",
			give: "give the 12-digit AWS account", code: "ENV-005", example: `"444444444444"`},
		{name: "region", field: "Region", is: region(&d.Region), says: "AWS region.",
			give: "give the AWS region, such as eu-west-1", code: "ENV-008", example: "eu-west-1"},
		{name: "registry", field: "Registry", is: registryKeys(&d.Delivery), says: "Image repositories.", absent: "see its keys"},
		{name: "source", field: "Source", is: anySource(&d.source),
			says:   "Where versions come from, exactly one of its keys, and what starts a run of each service's pipeline.",
			absent: "services have no pipeline, unless they say a source of their own"},
		{name: "alerts", field: "Alerts", is: list{to: &d.Alerts, each: email, most: 10, code: "OBS-005", empty: "want at least one address"},
			says:   "E-mail addresses that pipelines tell of failures, and ask for approvals.",
			absent: "required with a `source`", example: "[delivery@example.com]"},
		{name: "chats", field: "Chats", is: list{to: &d.Chats, each: topic, most: mostChats, code: "OBS-005", empty: "want at least one topic"},
			says: "ARNs of SNS topics, in delivery's account and region, that Amazon Q Developer in chat applications reads for a channel of " +
				"Slack, Microsoft Teams or Amazon Chime: told what `alerts` are told. EventBridge must be let publish, and use the key.",
			absent: "none", example: "[arn:aws:sns:eu-west-1:444444444444:delivery-chat]"},
		{name: "build", field: "Build", is: buildKeys(&d.build),
			says: "How a version becomes an image; a service's own keys come on top.", absent: "see its keys"},
		{name: "scan", field: "Limits", is: scanKeys(&d.Limits),
			says: "What may be found in an image before it is released to anybody.", absent: "see its keys"},
		{name: "infrastructure", field: "Infrastructure", is: toggle{&d.infrastructure.on, infrastructureKeys(&d.infrastructure)},
			says:   "Gives the application itself a pipeline, which deploys the stacks of every environment, and itself.",
			absent: "false", example: "true"},
	}
}

func registryKeys(d *Delivery) mapping {
	scan := choice{set: func(word string) { d.Scan = word == "enhanced" }, options: []string{"basic", "enhanced"},
		code: "IMG-006"}
	return mapping{
		{name: "keep", field: "Keep", is: number(&d.Keep, 10, 1000, "IMG-005"),
			says:   "Images that each repository keeps; with fewer than ten, a rollback could miss its image.",
			absent: "50", example: "100"},
		{name: "scan", field: "Scan", is: scan,
			says:   "Scanning of images: on push, or enhanced and continuous for the whole account and region.",
			absent: "basic", example: "enhanced"},
		{name: "cache", field: "Cache", is: truth{&d.Cache},
			says:   "Adds pull-through caches of public registries for the whole account and region.",
			absent: "false", example: "true"},
		{name: "sign", field: "Sign", is: truth{&d.Sign},
			says: "Has Amazon ECR sign every image that is pushed, by the profile `<app>_images` of AWS Signer; the whole account and region " +
				"has one such setting. Pipelines may sign by it; a role of your own that pushes needs `signer:SignPayload` on it.",
			absent: "false", example: "true"},
	}
}

// sourceKeys are the places that a commit can come from.
func sourceKeys(d *sourceDoc) mapping {
	return mapping{
		{name: "codecommit", field: "CodeCommit", is: codeCommitKeys(&d.codecommit),
			says: "A branch of a repository in AWS CodeCommit, in delivery's account and region.", absent: "another source"},
		{name: "connection", field: "Connection", is: connectionKeys(&d.connection),
			says: "A branch, or tags, of a repository at GitHub, GitLab or Bitbucket, by AWS CodeConnections.", absent: "another source"},
		{name: "bucket", field: "Bucket", is: bucketKeys(&d.bucket),
			says: "A zip archive in a bucket that keeps versions, in delivery's account and region.", absent: "another source"},
	}
}

// anySource are all places that a version can come from.
func anySource(d *sourceDoc) mapping { return append(sourceKeys(d), pushedKey(d)) }

// pushedKey is the place that only images come from.
func pushedKey(d *sourceDoc) key {
	return key{name: "registry", field: "Registry", is: mapping{
		{name: "tag", field: "Tag", is: named(&d.registry.Tag, "a tag of letters, digits and . _ -", "IMG-002"),
			says: "Tag whose push starts a release.", absent: "release", example: "release"},
	}, says: "Images that somebody else builds, and pushes to the service's own repository.", absent: "another source"}
}

func branch(to *string) text { return named(to, "the name of a branch", "PIPE-001") }

func codeCommitKeys(s *delivery.CodeCommit) mapping {
	return mapping{
		{name: "repository", field: "Repository", is: named(&s.Repository, "the name of a repository", "PIPE-001"),
			says: "Name of the repository.", give: "give the name of the repository", code: "PIPE-001", example: "storefront"},
		{name: "branch", field: "Branch", is: branch(&s.Branch),
			says: "Branch of which each push starts a run.", absent: "main", example: "main"},
		{name: "create", field: "Create", is: truth{&s.Create},
			says: "Creates the repository, which then outlives its stack.", absent: "false, it exists", example: "true"},
		{name: "pullRequests", field: "PullRequests", is: truth{&s.PullRequests},
			says: "Tests pull requests into the branch, and asks for an approval of each.", absent: "false", example: "true"},
	}
}

func connectionKeys(s *delivery.Connection) mapping {
	pattern := func(to *string) shape { return named(to, "a pattern, such as services/web/**", "PATH-001") }
	patterns := func(to *[]string) list { return list{to: to, each: pattern, most: 8, code: "PATH-001"} }
	return mapping{
		{name: "arn", field: "Arn", is: named(&s.ARN, "the ARN of a connection", "PIPE-002"),
			says: "ARN of the connection, in delivery's region. A person has made it and let it into the repository.",
			give: "give the ARN of the connection", code: "PIPE-002",
			example: "arn:aws:codeconnections:eu-west-1:444444444444:connection/11111111-2222-3333-4444-555555555555"},
		{name: "repository", field: "Repository", is: named(&s.Repository, "the owner and the name, such as acme/shop", "PIPE-001"),
			says: "Owner and name of the repository, in the case that the provider writes them.",
			give: "give the owner and the name, such as acme/shop", code: "PIPE-001", example: "acme/storefront"},
		{name: "branch", field: "Branch", is: branch(&s.Branch),
			says: "Branch of which each push starts a run, and which a start by hand takes.", absent: "main", example: "main"},
		{name: "tags", field: "Tags", is: patterns(&s.Tags),
			says: "Patterns of tags: a push of one starts a run, and a push to the branch no longer does.", absent: "none", example: `["v*"]`},
		{name: "paths", field: "Paths", is: patterns(&s.Paths),
			says:   "Patterns of files: a push starts a run only if it changes one.",
			absent: "what is below `build.context`, and the Dockerfile; with `tags` none", example: `["services/web/**"]`},
		{name: "notPaths", field: "NotPaths", is: patterns(&s.NotPaths),
			says: "Patterns of files whose changes start no run.", absent: "none", example: `["**/*.md"]`},
		{name: "pullRequests", field: "PullRequests", is: truth{&s.PullRequests},
			says: "Tests pull requests into the branch.", absent: "false", example: "true"},
		{name: "commits", field: "CommitURL", is: named(&s.CommitURL, "the beginning of an https address", "PIPE-001"),
			says: "Beginning of the page of a commit, up to a / or =, to which approvals link.", absent: "an address of AWS that leads there",
			example: "https://github.com/acme/storefront/commit/"},
	}
}

func bucketKeys(s *delivery.Bucket) mapping {
	return mapping{
		{name: "name", field: "Name", is: named(&s.Name, "the name of a bucket", "PIPE-001"),
			says: "Name of the bucket, which keeps versions and sends its events to EventBridge.",
			give: "give the name of the bucket", code: "PIPE-001", example: "acme-storefront-source"},
		{name: "key", field: "Key", is: named(&s.Key, "the key of one object, such as web/source.zip", "PATH-001"),
			says: "Key of the archive, which ends in .zip and of which each upload starts a run.", give: "give the key of the archive", code: "PATH-001",
			example: "web/source.zip"},
		{name: "encryption", field: "Encryption", is: named(&s.Encryption, "the ARN of a KMS key", "SEC-004"),
			says: "ARN of the KMS key that encrypts the archive.", absent: "S3's own",
			example: "arn:aws:kms:eu-west-1:444444444444:key/11111111-2222-3333-4444-555555555555"},
	}
}

// severities are the words for how bad a finding is, from the worst.
var severities = []delivery.Severity{delivery.Critical, delivery.High, delivery.Medium, delivery.Low, delivery.Nothing}

func scanKeys(z *delivery.Scan) mapping {
	words := map[string]delivery.Severity{}
	block := choice{code: "PIPE-003", set: func(word string) { z.Block = words[word] },
		refused: map[string]string{"none": "it is called nothing here", "all": "want low, from which on everything stops the image"}}
	var most mapping
	for _, one := range severities {
		word := strings.ToLower(one.String())
		words[word], block.options = one, append(block.options, word)
		if one == delivery.Nothing {
			continue
		}
		allowed := whole{low: 0, high: 100000, code: "PIPE-003", set: func(n int) {
			if z.Most == nil {
				z.Most = map[delivery.Severity]int{}
			}
			z.Most[one] = n
		}}
		most = append(most, key{name: word, field: one.String(), is: allowed,
			says: "Findings of this severity that are let through.", absent: "none of `block` and worse, any number of others", example: "10"})
	}
	return mapping{
		{name: "block", field: "Block", is: block,
			says: "Least severity of which one finding stops the image; nothing stops none.", absent: "high", example: "critical"},
		{name: "most", field: "Most", is: most, says: "Findings that are let through all the same, by severity.", absent: "see its keys"},
		{name: "within", field: "Within", is: span{&z.Within, time.Minute, 2 * time.Hour, "PIPE-004"},
			says: "Time that the result may take.", absent: "15m", example: "30m"},
		{name: "inspector", field: "Inspector", is: truth{&z.Inspector},
			says: "Looks into each image that is built with Amazon Inspector too, beside what the registry finds.", absent: "false", example: "true"},
	}
}

func infrastructureKeys(d *infrastructureDoc) mapping {
	return mapping{
		{name: "source", field: "Source", is: sourceKeys(&d.source),
			says: "Where the application itself comes from, exactly one of its keys but `registry`.", absent: "`delivery.source`", as: "delivery.source"},
		{name: "test", field: "Test", is: shell(&d.Test), says: "Line of shell that runs its tests.", absent: "make test", example: "make test"},
		{name: "verify", field: "Verify", is: shell(&d.Verify),
			says: "Line of shell that runs what else must hold before anything is deployed.", absent: "make verify", example: "make verify"},
		{name: "synth", field: "Synth", is: shell(&d.Synth.Synth),
			says: "Line of shell that writes the templates into cdk.out.", absent: "make synth", example: "make synth"},
		{name: "go", field: "Go", is: named(&d.Go, "an exact version of Go, such as 1.26.8", "BLD-002"),
			says: "Exact version of Go that the lines find; the go command fetches it.", absent: "1.26.8", example: `"1.26.9"`},
		{name: "within", field: "Within", is: span{&d.Machine.Timeout, 5 * time.Minute, 36 * time.Hour, "PIPE-004"},
			says: "Time that the lines may take together, in whole minutes.", absent: "1h", example: "2h"},
	}
}
