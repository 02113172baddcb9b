package workflow

import (
	"time"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// image builds with a Docker of its own. BuildKit's client takes TLS from a context and not from variables
// (docker/buildx#413).
func (g gitlab) image(needs []string, values map[string]val) object {
	var all []any
	for _, one := range needs {
		all = append(all, need(one, false))
	}
	acts := session(g.s.Role, g.Registry.Region, time.Hour)
	return object{
		{"stage", "image", ""},
		g.tools(),
		{"services", []any{object{{"name", dockerDaemon, ""}, {"alias", "docker", ""}}}, ""},
		tags(g.s.Runner),
		g.rules(false),
		{"needs", all, ""},
		{"timeout", "60 minutes", ""},
		token,
		{"variables", object{{"DOCKER_TLS_CERTDIR", "/certs", ""}}, ""},
		g.install(),
		{"script", lines(connect, exports(acts, pick(values, program.Image()), g.exported("image")), step(program.Image())), ""},
		{"artifacts", object{
			{"expire_in", "90 days", ""}, {"paths", []string{attestations, g.directory("image")}, ""},
		}, ""},
	}
}

// connect tells Docker's client where its daemon is, and waits for it.
const connect = `unset DOCKER_HOST DOCKER_TLS_VERIFY DOCKER_CERT_PATH
docker context create daemon --docker "host=tcp://docker:2376,ca=/certs/client/ca.pem,cert=/certs/client/cert.pem,key=/certs/client/key.pem"
export DOCKER_CONTEXT=daemon
for attempt in 1 2 3 4 5 6; do docker info >/dev/null 2>&1 && break; sleep "$attempt"; done
`
