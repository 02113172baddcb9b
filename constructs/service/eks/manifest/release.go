package manifest

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/shipway-cdk/shipway/constructs/release"
)

// Release is how a new version takes over: phases in their order. No colour and no state is kept between releases: the
// stable Deployment is what runs, and every phase can be applied again.
type Release struct {
	// Setup is what is outside the service's namespace or says who may change it. Who administers the cluster applies it
	// before the first release, and again when it changes; [DeployerGroup] may apply all the rest.
	Setup Phase
	// Phases are applied one after the other; each begins when the one before it is done.
	Phases []Phase
	// First are the names of the phases that a service's first release takes, when no version runs yet.
	First []string
	// Undo are the names of the phases that go back, from wherever a release stands, in their order and each [Settle]
	// after the one before it. What holds the image is applied with the previous one, so the service's stack goes back
	// first; a phase before that, which only moves requests, is applied at once.
	Undo []string
}

// All are the phases with Setup in front.
func (r Release) All() []Phase { return append([]Phase{r.Setup}, r.Phases...) }

// Phase is one step of a release.
type Phase struct {
	// Name is its place in the release and what it does: "03-shift-10". Phases follow each other in the order of names.
	Name string
	// Objects are applied in the order of their names. Applying one again changes nothing.
	Objects []Object
	// Percent is the share of the requests that the new version gets once the phase is done, 0 to 100.
	Percent float64
	// Wait are the Deployments whose rollout must have ended well before the phase is done.
	Wait []string
	// Within is how long Wait may take.
	Within time.Duration
	// Bake is how long alarms are watched after that. One that rings undoes the release.
	Bake time.Duration
}

// Settle is how long a phase takes at least that changes where requests go: longer than the load balancer's controller
// needs to follow.
const Settle = time.Minute

// Release renders the service as the phases of a release. The service must be valid.
func (s Service) Release() Release {
	s = s.WithDefaults()
	switch how := s.Strategy.(type) {
	case release.Linear:
		how = how.WithDefaults()
		steps := []step{}
		for moved := share(how.Percent); moved < whole; moved += share(how.Percent) {
			steps = append(steps, step{moved, *how.StepBake})
		}
		return s.shifting(how.Test, append(steps, step{whole, *how.Bake}), 0)
	case release.Canary:
		how = how.WithDefaults()
		return s.shifting(how.Test, []step{{share(how.Percent), *how.CanaryBake}}, *how.Bake)
	case release.BlueGreen:
		return s.shifting(how.Test, []step{{whole, *how.WithDefaults().Bake}}, 0)
	}
	return s.rolling()
}

// rolling is one phase: the Deployment replaces its pods itself.
func (s Service) rolling() Release {
	how := s.Strategy.(release.Rolling).WithDefaults()
	only := Phase{
		Name: "01-rolling", Objects: append(s.base(), s.version(stable, 0)...), Percent: 100, Bake: how.Bake,
		Wait: []string{s.Name}, Within: s.rollout(),
	}
	return numbered(Release{Setup: s.setup(), Phases: []Phase{only}, First: []string{only.Name}, Undo: []string{only.Name}})
}

// step is a share of the requests and how long it is watched.
type step struct {
	share weight
	bake  time.Duration
}

// shifting runs the new version beside the stable one, moves requests in steps, replaces the stable one while the last
// step still holds, and gives it the requests back. Going back is the end of that with the previous version.
func (s Service) shifting(test release.Test, steps []step, bake time.Duration) Release {
	public := s.Ingress.(Public)
	last := steps[len(steps)-1].share
	begin := Phase{Name: "next", Objects: append(s.version(next, last.of(s.Scaling.Max)), s.scaling(true)), Wait: []string{s.named(next)}, Within: s.deadline()}
	if test.Given() {
		begin.Objects = append(begin.Objects, s.ingress(public, none, test))
		begin.Bake = Settle
	}
	phases := []Phase{{Name: "base", Objects: s.base(), Bake: Settle}, begin}
	for _, one := range steps {
		phases = append(phases, Phase{
			Name: "shift-" + one.share.name(), Objects: []Object{s.ingress(public, one.share, test)},
			Percent: one.share.percent(), Bake: max(one.bake, Settle),
		})
	}
	phases = append(phases,
		Phase{Name: "promote", Objects: s.version(stable, 0), Percent: 100, Wait: []string{s.Name}, Within: s.rollout()},
		Phase{Name: "return", Objects: []Object{s.ingress(public, none, release.Test{})}, Percent: 100, Bake: max(bake, Settle)},
		Phase{Name: "clean", Objects: []Object{s.deployment(next, 0), s.scaling(false)}, Percent: 100})
	for i := range phases {
		phases[i].Name = fmt.Sprintf("%02d-%s", i+1, phases[i].Name)
	}
	end := len(phases)
	promote, back, clean := phases[end-3].Name, phases[end-2].Name, phases[end-1].Name
	return numbered(Release{Setup: s.setup(), Phases: phases, First: []string{phases[0].Name, promote, clean}, Undo: []string{back, promote, clean}})
}

// numbered puts the objects of each phase into the order in which they are applied, that of their names.
func numbered(r Release) Release {
	for _, phase := range r.All() {
		slices.SortFunc(phase.Objects, func(a, b Object) int { return cmp.Compare(a.Name, b.Name) })
	}
	return r
}

// setup are the objects that only an administrator of the cluster makes.
func (s Service) setup() Phase {
	all := append(s.deployer(), s.namespace())
	if public, is := s.Ingress.(Public); is {
		all = append(all, s.parameters(public), s.class())
	}
	return Phase{Name: "00-setup", Objects: all}
}

// base are the objects that no version changes. They exist before the first pod does.
func (s Service) base() []Object {
	all := []Object{s.account(), s.network(), s.disruption(), s.scaling(false)}
	if s.Ingress == nil {
		return all
	}
	all = append(all, s.address(stable))
	public, is := s.Ingress.(Public)
	if !is {
		return all
	}
	if s.shifts() {
		all = append(all, s.address(next)) // the load balancer weighs both, whether pods answer or not
	}
	return append(all, s.ingress(public, none, release.Test{}))
}

// version are the objects of one version on track t, with count pods where the autoscaler does not decide.
func (s Service) version(t track, count int32) []Object {
	all := []Object{s.deployment(t, count)}
	if len(s.Secrets) > 0 {
		all = append(all, s.secrets())
	}
	return all
}

// rollout is how long the stable pods may take to be replaced: once the deadline for every wave of them.
func (s Service) rollout() time.Duration {
	rolling, _ := s.Strategy.(release.Rolling)
	rolling = rolling.WithDefaults()
	wave := rolling.MaxPercent - *rolling.MinHealthyPercent
	return time.Duration((100+wave-1)/wave) * s.deadline()
}
