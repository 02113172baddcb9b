package config

import (
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/constructs/service"
)

const day = 24 * time.Hour

func queueKeys(q *service.Queue) mapping {
	return mapping{
		{name: "maxAge", field: "MaxAge", is: span{&q.MaxAge, time.Second, 14 * day, "SVC-026"},
			says: "Age that a message may reach before a task takes it: more tasks start to keep it.", absent: "5m", example: "1m"},
		{name: "processing", field: "Processing", is: span{&q.Processing, time.Millisecond, 12 * time.Hour, "SVC-026"},
			says: "Time that a task takes for a message on average.", absent: "1s", example: "250ms"},
		{name: "visibility", field: "Visibility", is: span{&q.Visibility, time.Second, 12 * time.Hour, "SVC-026"},
			says:   "Time that a message stays hidden from other tasks while one works on it.",
			absent: "30s, or six times `processing` if that is more", example: "2m"},
		{name: "attempts", field: "Attempts", is: number(&q.Attempts, 1, 1000, "SVC-026"),
			says: "Times that a message is tried before it goes to the dead-letter queue.", absent: "5", example: "3"},
		{name: "retention", field: "Retention", is: span{&q.Retention, time.Minute, 14 * day, "SVC-026"},
			says: "Time that a message waits at most.", absent: "96h", example: "336h"},
		{name: "fifo", field: "FIFO", is: truth{&q.FIFO},
			says: "Keeps the order of messages of one group, and takes each once.", absent: "false", example: "true"},
	}
}

func scheduleKeys(d *serviceDoc) mapping {
	c := &d.schedule
	attempts := whole{set: func(n int) { c.Attempts = &n }, low: 0, high: 185, code: "SVC-027"}
	return mapping{
		{name: "cron", field: "Cron", is: text{to: &c.Cron, want: "six fields, such as 0 3 * * ? *", most: 256, code: "SVC-027"},
			says:   "When it starts: minute, hour, day of month, month, day of week and year.",
			absent: "none; one of `cron` and `every` is required", example: `"0 3 * * ? *"`},
		{name: "every", field: "Every", is: span{&c.Every, time.Minute, 365 * day, "SVC-027"},
			says: "Time between two starts, in whole minutes.", absent: "none; one of `cron` and `every` is required", example: "15m"},
		{name: "timezone", field: "TimeZone", is: text{to: &c.TimeZone, want: "a time zone, such as Europe/Berlin", most: 50, code: "SVC-027"},
			says: "Time zone that `cron` is read in.", absent: "UTC", example: "Europe/Berlin"},
		{name: "attempts", field: "Attempts", is: attempts,
			says: "Times that starting it is tried again.", absent: "3", example: "0"},
		{name: "giveUp", field: "GiveUp", is: span{&c.GiveUp, time.Minute, day, "SVC-027"},
			says: "Time that starting it is tried.", absent: "1h", example: "10m"},
		{name: "window", field: "Window", is: span{&c.Window, time.Minute, day, "SVC-027"},
			says: "Time over which starts are spread, in whole minutes.", absent: "none, on the minute", example: "15m"},
		{name: "within", field: "Within", is: span{&d.Within, time.Hour, 7 * day, "SVC-027"},
			says:   "Longest time between two tasks that end well, in whole hours; when it is over, an alarm rings.",
			absent: "nobody waits for the job", example: "25h"},
		{name: "paused", field: "Paused", is: truth{&c.Paused},
			says: "Keeps the schedule and starts nothing.", absent: "false", example: "true"},
	}
}

// sidecars are read into those there are, so that what differs is merged by name.
func sidecars(d *serviceDoc) shape {
	return entries{
		of:   func() shape { return sidecarKeys(&service.Sidecar{}) },
		what: "sidecars", form: name32, want: wantName32, code: "SVC-017", clash: "SVC-017",
		each: func(s *scope, at place, name string, value *yaml.Node) {
			if d.sidecars == nil {
				d.sidecars = map[string]*service.Sidecar{}
			}
			if d.sidecars[name] == nil {
				d.sidecars[name] = &service.Sidecar{Name: name}
			}
			sidecarKeys(d.sidecars[name]).read(s, at, value)
		},
	}
}

func sidecarKeys(c *service.Sidecar) mapping {
	return mapping{
		{name: "image", field: "Image", is: text{to: &c.Image, want: "an image reference", most: 512, code: "IMG-001"},
			says: "What it runs, by a digest or a tag that does not move.", give: "give the image it runs",
			code: "IMG-001", example: "public.ecr.aws/nginx/nginx:1.29"},
		{name: "repository", field: "Repository", is: text{to: &c.Repository, want: "the ARN of an ECR repository", code: "IMG-003"},
			says: "ARN of the image's repository, when it is in ECR.", absent: "a public image",
			example: "arn:aws:ecr:eu-west-1:444444444444:repository/proxy"},
		{name: "port", field: "Port", is: number(&c.Port, 1, 65535, "SVC-003"),
			says: "TCP port that it listens on, other than the service's.", absent: "none", example: "9901"},
		{name: "cpu", field: "CPU", is: number(&c.CPU, 1, 16384, "SVC-011"),
			says: "CPU units of the task's that are set aside for it.", absent: "none are set aside", example: "64"},
		{name: "memory", field: "Memory", is: number(&c.Memory, 6, 122880, "SVC-011"),
			says: "MiB of the task's memory that it may use.", absent: "no bound of its own", example: "128"},
		{name: "command", field: "Command", is: list{to: &c.Command, each: argument, most: 100, code: "SVC-024"},
			says: "Replaces the image's command.", absent: "the image's own", example: "[--verbose]"},
		{name: "user", field: "User", is: text{to: &c.User, want: "numbers other than 0", code: "SEC-003"},
			says: "Numeric user and group that it runs as.", absent: "65532:65532", example: `"1000:1000"`},
		{name: "writable", field: "Writable", is: list{to: &c.Writable, each: directory, most: 10, code: "SVC-023"},
			says: "Directories that it may write to, each a VOLUME of its image.", absent: "none", example: "[/tmp]"},
		{name: "health", field: "Health", is: list{to: &c.Health, each: argument, most: 100, code: "SVC-019"},
			says: "Command, run in it every 10 seconds, that ends with 0 when it is well.", absent: "well as long as it runs", example: "[/healthy]"},
		{name: "config", field: "Config", is: variables(&c.Config, "text by variable name"),
			says: "Plain configuration, as environment variables.", absent: "none", example: "{ LOG_LEVEL: info }"},
		{name: "secrets", field: "Secrets", is: variables(&c.Secrets, "ARNs by variable name"),
			says: "ARNs of Secrets Manager secrets or SSM parameters whose values become environment variables.", absent: "none",
			example: "{ LICENSE: arn:aws:secretsmanager:eu-west-1:111111111111:secret:proxy/license-AbCdEf }"},
		{name: "optional", field: "Optional", is: truth{&c.Optional},
			says: "Lets the task live on without it.", absent: "false, the task ends with it", example: "true"},
		{name: "first", field: "First", is: truth{&c.First},
			says: "Lets it start before the service's container.", absent: "false", example: "true"},
	}
}

func volumes(d *serviceDoc) shape {
	return entries{
		of:   func() shape { return volumeKeys(&service.Volume{}) },
		what: "volumes", form: name32, want: wantName32, code: "SVC-028", clash: "SVC-028",
		each: func(s *scope, at place, name string, value *yaml.Node) {
			if d.volumes == nil {
				d.volumes = map[string]*service.Volume{}
			}
			if d.volumes[name] == nil {
				d.volumes[name] = &service.Volume{Name: name}
			}
			volumeKeys(d.volumes[name]).read(s, at, value)
		},
	}
}

func volumeKeys(v *service.Volume) mapping {
	return mapping{
		{name: "path", field: "Path", is: directory(&v.Path),
			says: "Directory where the container sees it.", give: "give the directory where the container sees it",
			code: "SVC-028", example: "/data"},
		{name: "readOnly", field: "ReadOnly", is: truth{&v.ReadOnly},
			says: "Lets the container read only.", absent: "false", example: "true"},
	}
}
