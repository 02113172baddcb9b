package manifest

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"regexp"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// secretClass says which secrets a pod mounts and which variables they become: the Secrets Store CSI driver's own kind.
type secretClass struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              secretClassSpec `json:"spec"`
}

type secretClassSpec struct {
	Provider      string            `json:"provider"`
	Parameters    map[string]string `json:"parameters"`
	SecretObjects []secretObject    `json:"secretObjects"`
}

// secretObject is a Secret that the driver keeps in the cluster for as long as a pod mounts the class, and keeps up to date
// where its rotation is on.
type secretObject struct {
	SecretName string       `json:"secretName"`
	Type       string       `json:"type"`
	Data       []secretData `json:"data"`
}

type secretData struct {
	ObjectName string `json:"objectName"`
	Key        string `json:"key"`
}

// mounted is one secret or parameter as the AWS provider mounts it (AWS Secrets Manager user guide, "AWS Secrets and
// Configuration Provider").
type mounted struct {
	ObjectName         string    `json:"objectName"`
	ObjectType         string    `json:"objectType"`
	ObjectAlias        string    `json:"objectAlias"`
	ObjectVersion      string    `json:"objectVersion,omitempty"`
	ObjectVersionLabel string    `json:"objectVersionLabel,omitempty"`
	JMESPath           []jmesKey `json:"jmesPath,omitempty"`
}

// jmesKey takes one key out of a secret that holds a JSON object.
type jmesKey struct {
	Path        string `json:"path"`
	ObjectAlias string `json:"objectAlias"`
}

// secrets are the service's secrets by reference.
func (s Service) secrets() Object {
	files, data := s.references()
	return object("25-secretproviderclass", secretClass{
		TypeMeta:   kind("secrets-store.csi.x-k8s.io/v1", "SecretProviderClass"),
		ObjectMeta: s.meta(s.secretsName()),
		Spec: secretClassSpec{
			Provider:      "aws",
			Parameters:    map[string]string{"region": s.Region, "usePodIdentity": "true", "objects": string(encode(files))},
			SecretObjects: []secretObject{{SecretName: s.secretsName(), Type: "Opaque", Data: data}},
		},
	})
}

// tokenNumber is the end of a CDK token: it counts the tokens of an app, and changes with them.
var tokenNumber = regexp.MustCompile(`\.\d+\]\}`)

// secretsName names the class and the Secret after what they hold. The driver makes a Secret once and adds no key to it
// before its next turn (Secrets Store CSI driver book, "Known limitations"): a version that reads one variable more would
// not start, and one that is brought back would miss what was taken away. Another set of references is another Secret, which
// ends with the last pod that reads it.
func (s Service) secretsName() string {
	hash := sha256.Sum256(tokenNumber.ReplaceAll(encode(s.Secrets), nil))
	return s.Name + "-" + hex.EncodeToString(hash[:4])
}

// references lists what is mounted, each secret once in each version, and which file becomes which variable.
func (s Service) references() (files []mounted, data []secretData) {
	place := map[reference]int{}
	for _, variable := range slices.Sorted(maps.Keys(s.Secrets)) {
		r, key := parse(s.Secrets[variable])
		at, seen := place[r]
		if !seen {
			at = len(files)
			place[r] = at
			files = append(files, mounted{
				ObjectName: r.name, ObjectType: r.kind, ObjectAlias: "whole." + variable, ObjectVersion: r.version, ObjectVersionLabel: r.stage,
			})
		}
		file := files[at].ObjectAlias
		if key != "" {
			file = variable
			files[at].JMESPath = append(files[at].JMESPath, jmesKey{Path: jmesPath(key), ObjectAlias: variable})
		}
		data = append(data, secretData{ObjectName: file, Key: variable})
	}
	return files, data
}

// reference is a secret or parameter in one version.
type reference struct{ kind, name, stage, version string }

// parse takes a reference in ECS's form apart: an ARN, and for a secret also ":key:stage:version" after it. A token is
// the ARN of a secret.
func parse(text string) (r reference, key string) {
	if _, name, is := strings.Cut(text, ":parameter/"); is {
		// The provider wants a parameter's name. A name with levels starts with a slash, which its ARN leaves out.
		if strings.Contains(name, "/") {
			name = "/" + name
		}
		return reference{kind: "ssmparameter", name: name}, ""
	}
	parts := strings.Split(text, ":")
	end := min(7, len(parts)) // arn:aws:secretsmanager:region:account:secret:name
	if !strings.HasPrefix(text, "arn:") {
		end = 1
	}
	r = reference{kind: "secretsmanager", name: strings.Join(parts[:end], ":")}
	if rest := parts[end:]; len(rest) == 3 {
		key, r.stage, r.version = rest[0], rest[1], rest[2]
	}
	return r, key
}

// SecretARNs are the ARNs of the secrets and of the SSM parameters that pods read, each once and in order.
func (s Service) SecretARNs() (secrets, parameters []string) {
	for _, text := range slices.Sorted(maps.Values(s.Secrets)) {
		if r, _ := parse(text); r.kind == "secretsmanager" {
			secrets = append(secrets, r.name)
		} else {
			parameters = append(parameters, text)
		}
	}
	slices.Sort(secrets)
	return slices.Compact(secrets), slices.Compact(parameters)
}

var plainKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// jmesPath is key as an expression: in quotes unless it is a plain word.
func jmesPath(key string) string {
	if plainKey.MatchString(key) {
		return key
	}
	return string(encode(key))
}
