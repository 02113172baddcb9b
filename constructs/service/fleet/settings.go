package fleet

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// containerName is what Docker calls the service's container on every host.
const containerName = "service"

// settings are what a host must know to start the container, as JSON: everything but the image, which the revision
// names. The scripts of the revision read them from a parameter, each time the container starts.
type settings struct {
	// Run are the arguments of docker run before the image.
	Run []string `json:"run"`
	// Command are those after it.
	Command []string `json:"command"`
	// Secrets are read at start and given to the container by name, never by argument.
	Secrets []secret `json:"secrets"`
	// Health says how a release knows that the container answers.
	Health probe `json:"health"`
	// Bake is how many seconds a release watches each host.
	Bake int `json:"bake"`
}

type secret struct {
	Name    string `json:"name"`
	ARN     string `json:"arn"`
	Key     string `json:"key"`
	Stage   string `json:"stage"`
	Version string `json:"version"`
}

type probe struct {
	URL     string `json:"url"`
	Codes   string `json:"codes"`
	Timeout int    `json:"timeout"`
	Seconds int    `json:"seconds"`
}

// settings are the props as a host reads them.
func (p ServiceProps) settings() string {
	text, err := json.Marshal(settings{
		Run: p.arguments(), Command: append([]string{}, p.Command...), Secrets: p.references(), Bake: int(p.bake().Seconds()),
		Health: probe{
			URL: fmt.Sprintf("http://127.0.0.1:%d%s", p.Port, p.Health.Path), Codes: p.Health.Codes,
			Timeout: int(p.Health.Timeout.Seconds()), Seconds: int(p.Health.Grace.Seconds()),
		},
	})
	if err != nil {
		panic(err) // unreachable: the settings are strings and numbers
	}
	// Systems Manager takes two opening braces for a reference to another parameter. They stand in strings only.
	return strings.ReplaceAll(string(text), "{{", `\u007b\u007b`)
}

// arguments start the container as a task of ECS would be started: read-only, as its own user, without a capability,
// with an init process, and with a log driver that never blocks it.
func (p ServiceProps) arguments() []string {
	all := []string{
		"--name", containerName, "--rm", "--pull", "never", "--init", "--read-only", "--cap-drop", "ALL",
		"--security-opt", "no-new-privileges", "--user", p.User, "--publish", fmt.Sprintf("%d:%d", p.Port, p.Port),
		"--stop-timeout", fmt.Sprint(int(p.StopWithin.Seconds())),
		"--log-driver", "awslogs", "--log-opt", "awslogs-region=" + p.Place.Region, "--log-opt", "awslogs-group=" + p.logs(),
		"--log-opt", "mode=non-blocking", "--log-opt", "max-buffer-size=25m", "--log-opt", "cache-disabled=true",
		"--env", "AWS_REGION=" + p.Place.Region,
	}
	for _, path := range p.Writable {
		all = append(all, "--mount", "type=volume,source="+volume(path)+",destination="+path)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Config)) {
		all = append(all, "--env", name+"="+p.Config[name])
	}
	for _, name := range slices.Sorted(maps.Keys(p.Secrets)) {
		all = append(all, "--env", name)
	}
	return all
}

// volume names a writable path's volume, the same for every container on the host.
func volume(path string) string {
	readable := unnamed.ReplaceAllString(strings.Trim(path, "/"), "-")
	return fmt.Sprintf("writable-%s-%08x", readable, crc32.ChecksumIEEE([]byte(path)))
}

// unnamed are the characters that the name of a volume cannot have.
var unnamed = regexp.MustCompile(`[^a-zA-Z0-9]+`)

// selected splits the ARN of a secret from what selects a JSON key and a version in it.
var selected = regexp.MustCompile(`^(arn:[^:]+:secretsmanager:[^:]+:\d{12}:secret:[^:]+)(?::([^:]*):([^:]*):([^:]*))?$`)

func (p ServiceProps) references() []secret {
	all := []secret{}
	for _, name := range slices.Sorted(maps.Keys(p.Secrets)) {
		one := secret{Name: name, ARN: p.Secrets[name]}
		if m := selected.FindStringSubmatch(one.ARN); m != nil {
			one.ARN, one.Key, one.Stage, one.Version = m[1], m[2], m[3], m[4]
		}
		all = append(all, one)
	}
	return all
}

// fleet names the hosts, the application and the alarms.
func (p ServiceProps) fleet() string { return p.Place.Name + "-" + p.Name }

// path begins the names of what belongs to the service in CloudWatch Logs and Systems Manager.
func (p ServiceProps) path() string { return "/" + p.Place.Name + "/" + p.Name }

// logs is the name of the container's log group.
func (p ServiceProps) logs() string { return p.path() }
