package manifest

import (
	"bytes"
	"encoding/json"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Object is one Kubernetes object, ready to be applied.
type Object struct {
	// Name is the place of the object among those of its phase, and what it is: "60-deployment". Objects are applied in
	// the order of their names.
	Name string
	// Kind is the object's kind, such as "Deployment".
	Kind string
	// JSON is the object as compact JSON. Its text may hold CDK tokens.
	JSON string
	// HoldsImage says whether the object names the image: without one there is nothing to apply.
	HoldsImage bool
}

// tokenLength is how many bytes a CDK token counts for: more than an image's address, which ECR bounds at 256 characters
// of repository, with its registry and digest (Amazon ECR API, "CreateRepository").
const tokenLength = 512

// Size is how many bytes the object has at most once its tokens are known.
func (o Object) Size() int { return len(o.JSON) + tokenLength*strings.Count(o.JSON, "${Token[") }

// object encodes a typed object as an [Object] called name. What only a cluster may say, its status, is left out.
func object(name string, typed any) Object {
	fields := map[string]json.RawMessage{}
	decode(encode(typed), &fields)
	delete(fields, "status")
	kind := ""
	decode(fields["kind"], &kind)
	return Object{Name: name, Kind: kind, JSON: string(encode(fields))}
}

// encode is compact JSON without HTML's escapes, which would hide CDK tokens. What this package builds always encodes.
func encode(value any) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return bytes.TrimSpace(text.Bytes())
}

func decode(text []byte, into any) {
	if err := json.Unmarshal(text, into); err != nil {
		panic(err)
	}
}

// kind names a type of objects.
func kind(apiVersion, name string) metav1.TypeMeta {
	return metav1.TypeMeta{APIVersion: apiVersion, Kind: name}
}

// Labels: the first two are on every object of a service; name and track are what Deployments and Services select pods by.
const (
	NameLabel  = "app.kubernetes.io/name"       // NameLabel holds the service's name.
	OwnerLabel = "app.kubernetes.io/managed-by" // OwnerLabel holds [Owner].
	trackLabel = "track"
)

// Owner is what [OwnerLabel] holds on everything that is rendered here.
const Owner = "shipway"

// track is one of the two Deployments a service can have at a time.
type track string

// The tracks: stable answers between releases, next only during one.
const (
	stable track = "stable"
	next   track = "next"
)

// nextSuffix ends the names of what belongs to the next track.
const nextSuffix = "-next"

// named is the name of what belongs to track t.
func (s Service) named(t track) string {
	if t == next {
		return s.Name + nextSuffix
	}
	return s.Name
}

// NextName is the name of the Deployment that runs a new version beside the stable one.
func (s Service) NextName() string { return s.named(next) }

// meta is the metadata of an object of the service called name.
func (s Service) meta(name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Name: name, Namespace: s.Namespace, Labels: map[string]string{NameLabel: s.Name, OwnerLabel: Owner}}
}

// clusterWide is metadata of an object outside any namespace.
func (s Service) clusterWide(name string) metav1.ObjectMeta {
	meta := s.meta(name)
	meta.Namespace = ""
	return meta
}

// pods selects the service's pods of both tracks.
func (s Service) pods() map[string]string { return map[string]string{NameLabel: s.Name} }

// podsOf selects the service's pods of track t.
func (s Service) podsOf(t track) map[string]string {
	return map[string]string{NameLabel: s.Name, trackLabel: string(t)}
}

func pointer[T any](value T) *T { return &value }
