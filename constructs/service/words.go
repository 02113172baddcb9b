package service

import (
	"encoding/json"
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// MostTask is how many characters the containers of one task may be told. A task definition has 64 KiB (Amazon ECS
// service quotas, "Task definition size limit"), of which ten containers need less than 8 KiB for all that is not said by
// people.
const MostTask = 56 << 10

// Words are how many characters it takes to write down what a container is told: its variables, and texts such as its
// command.
func Words(config, secrets map[string]string, texts ...[]string) (n int) {
	const entry = len(`{"Name":,"ValueFrom":},`)
	for _, variables := range []map[string]string{config, secrets} {
		for name, value := range variables {
			n += entry + written(name) + written(value)
		}
	}
	for _, list := range texts {
		for _, text := range list {
			n += written(text) + 1
		}
	}
	return n
}

// written is how many characters text has in JSON.
func written(text string) int {
	b, _ := json.Marshal(text) // text always encodes
	return len(b)
}

// CheckWords reports, as a problem of field, more words than a task definition holds.
func CheckWords(c *check.Checks, field string, words int) {
	c.That("LIM-001", field, fmt.Sprintf("%d characters with all that the containers are told", words), words <= MostTask,
		fmt.Sprintf("want at most %d together: a task definition holds no more; put long values into a file or a parameter", MostTask))
}

// Words are how many characters it takes to write down what the sidecar is told.
func (s Sidecar) Words() int {
	return Words(s.Config, s.Secrets, s.Command, s.Health, s.Writable, []string{s.Image})
}
