package service_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/service"
)

func count(n int) *int { return &n }

func TestSpotKeepsAFloorOnDemand(t *testing.T) {
	for given, want := range map[service.Spot]service.Spot{
		{}:                    {},
		{Share: 50}:           {Share: 50, Floor: 1},
		{Share: 50, Floor: 3}: {Share: 50, Floor: 3},
	} {
		if got := given.WithDefaults(); got != want {
			t.Errorf("%+v: got %+v, want %+v", given, got, want)
		}
	}
}

func TestSpotIsAShareOfTheTasks(t *testing.T) {
	for _, c := range []struct {
		given service.Spot
		want  string
	}{
		{service.Spot{}, ""},
		{service.Spot{Share: 100, Floor: 100}, ""},
		{service.Spot{Share: 1}, ""},
		{service.Spot{Share: 101}, "Share is 101: want 0 to 100 [SVC-016]"},
		{service.Spot{Share: -1}, "Share is -1: want 0 to 100 [SVC-016]"},
		{service.Spot{Share: 50, Floor: 101}, "Floor is 101: want 0 to 100 [SVC-016]"},
		{service.Spot{Floor: 2}, "Floor is 2: want none without a Share: everything runs on demand then [SVC-016]"},
	} {
		if got := said(c.given.Validate()); got != c.want {
			t.Errorf("%+v:\ngot  %s\nwant %s", c.given, got, c.want)
		}
	}
}

func TestInstancesSurviveTheLossOfAZoneByDefault(t *testing.T) {
	for _, c := range []struct {
		given, want service.Instances
	}{
		{service.Instances{}, service.Instances{Types: []string{"m7i.large"}, Min: count(2), Max: 6, Disk: 30, Refresh: 336 * time.Hour}},
		{service.Instances{ARM: true, Min: count(0)}, service.Instances{Types: []string{"m7g.large"}, ARM: true, Min: count(0), Max: 6, Disk: 30, Refresh: 336 * time.Hour}},
		{service.Instances{Min: count(10)}, service.Instances{Types: []string{"m7i.large"}, Min: count(10), Max: 20, Disk: 30, Refresh: 336 * time.Hour}},
	} {
		if got := c.given.WithDefaults(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("got %+v, want %+v", got, c.want)
		}
	}
}

func TestInstancesAreTypesThatOneImageStarts(t *testing.T) {
	const kind = `want an EC2 instance type, such as "m7i.large" [SVC-025]`
	for _, c := range []struct {
		given service.Instances
		want  string
	}{
		{service.Instances{}, ""},
		{service.Instances{ARM: true}, ""},
		{service.Instances{Types: []string{"m7i.large", "c6a.24xlarge", "m7i-flex.xlarge", "m5.metal", "m7i.metal-24xl", "u-6tb1.56xlarge"}}, ""},
		{service.Instances{Types: []string{"t4g.small", "c7gn.xlarge", "im4gn.large", "x2gd.medium", "a1.large"}, ARM: true}, ""},
		{service.Instances{Types: []string{"g5.xlarge", "g4dn.xlarge", "p4d.24xlarge", "gr6.4xlarge"}}, ""},
		{service.Instances{Min: count(0), Max: 1, Disk: 16384, Refresh: 24 * time.Hour}, ""},
		{service.Instances{Min: count(1000), Max: 1000, Refresh: 8760 * time.Hour}, ""},
		{service.Instances{Types: make([]string, 21)}, `Types is 21: want at most 20 instance types [SVC-025]`},
		{service.Instances{Types: []string{"large"}}, `Types[0] is "large": ` + kind},
		{service.Instances{Types: []string{"m7i.huge"}}, `Types[0] is "m7i.huge": ` + kind},
		{service.Instances{Types: []string{"m7i.large", "m7i.large"}}, `Types[1] is "m7i.large": want each type once [SVC-025]`},
		{service.Instances{Types: []string{"m7g.large"}}, `Types[0] is "m7g.large": want one of architecture x86_64 [SVC-013]`},
		{service.Instances{Types: []string{"g4dn.xlarge"}, ARM: true}, "Types[0] is \"g4dn.xlarge\": want one of architecture arm64 [SVC-013]\n" +
			`Types[0] is "g4dn.xlarge": want none with GPUs on arm64: ECS has no image for them [SVC-013]`},
		{service.Instances{Types: []string{"g5g.xlarge"}, ARM: true}, `Types[0] is "g5g.xlarge": want none with GPUs on arm64: ECS has no image for them [SVC-013]`},
		{service.Instances{Types: []string{"g5.xlarge", "m7i.xlarge"}}, `Types[1] is "m7i.xlarge": want all types with GPUs or none: one image starts them all [SVC-025]`},
		{service.Instances{Types: []string{"g5.xlarge", "g4ad.xlarge"}}, `Types[1] is "g4ad.xlarge": want all types with GPUs or none: one image starts them all [SVC-025]`},
		{service.Instances{Min: count(-1)}, "Min is -1: want 0 to 1000 [SVC-025]"},
		{service.Instances{Min: count(0), Max: -1}, "Max is -1: want Min to 1000: 1 to 1000 [SVC-025]"},
		{service.Instances{Min: count(3), Max: 2}, "Max is 2: want Min to 1000: 3 to 1000 [SVC-025]"},
		{service.Instances{Max: 1001}, "Max is 1001: want Min to 1000: 2 to 1000 [SVC-025]"},
		{service.Instances{Disk: 29}, "Disk is 29: want 30 to 16384 [SVC-025]"},
		{service.Instances{Disk: 16385}, "Disk is 16385: want 30 to 16384 [SVC-025]"},
		{service.Instances{Refresh: 12 * time.Hour}, "Refresh is 12h0m0s: want whole days from 24h to 8760h [SVC-025]"},
		{service.Instances{Refresh: 36 * time.Hour}, "Refresh is 36h0m0s: want whole days from 24h to 8760h [SVC-025]"},
		{service.Instances{Refresh: 366 * 24 * time.Hour}, "Refresh is 8784h0m0s: want whole days from 24h to 8760h [SVC-025]"},
	} {
		got := said(c.given.Validate())
		if len(c.given.Types) > 20 && len(got) > len(c.want) {
			got = got[:len(c.want)] // each of them is no type either
		}
		if got != c.want {
			t.Errorf("%+v:\ngot  %s\nwant %s", c.given, got, c.want)
		}
	}
}

func TestASizeWordSaysHowManyCPUsAnInstanceHasAtMost(t *testing.T) {
	for given, want := range map[string]int{
		"t3.nano": 2, "c7g.medium": 2, "m7i.large": 2, "m7i.xlarge": 4, "m7i.2xlarge": 8, "c6a.48xlarge": 192,
		"m7i.metal-24xl": 96, "m5.metal": 0, "c1.xlarge": 0,
	} {
		if got := (service.Instances{Types: []string{given}}).MostCPU(); got != want {
			t.Errorf("%s has at most %d, want %d", given, got, want)
		}
	}
	if got := (service.Instances{Types: []string{"m7i.large", "m7i.4xlarge"}}).MostCPU(); got != 16 {
		t.Errorf("the greatest has %d, want 16", got)
	}
}

func TestAFamilyOfTheLastGenerationsSaysHowMuchMemoryAnInstanceHasAtMost(t *testing.T) {
	for given, want := range map[string]int{
		"c7g.large": 4096, "m7i.large": 8192, "r6a.large": 16384, "m5.24xlarge": 393216, "m7i.metal-24xl": 393216,
		"c5n.large": 0, "m7g.medium": 0, "m4.large": 0, "m7i-flex.large": 0, "t3.large": 0, "x2gd.large": 0, "m5.metal": 0,
	} {
		if got := (service.Instances{Types: []string{given}}).MostMemory(); got != want {
			t.Errorf("%s has at most %d, want %d", given, got, want)
		}
	}
	if got := (service.Instances{Types: []string{"m7i.large", "m7i.xlarge"}}).MostMemory(); got != 16384 {
		t.Errorf("the greatest has %d, want 16384", got)
	}
}

func TestOnlyFamiliesOfNVIDIAHaveGPUs(t *testing.T) {
	for given, want := range map[string]bool{
		"g4dn.xlarge": true, "g5.xlarge": true, "g6e.xlarge": true, "gr6.4xlarge": true, "p5.48xlarge": true,
		"g4ad.xlarge": false, "m7g.large": false, "m7i.large": false, "inf2.xlarge": false, "trn1.2xlarge": false,
	} {
		if got := (service.Instances{Types: []string{given}}).Accelerated(); got != want {
			t.Errorf("%s has GPUs: %t, want %t", given, got, want)
		}
	}
}

func TestManagedInstancesHaveRoomForGPUs(t *testing.T) {
	for _, c := range []struct {
		given, want service.ManagedInstances
	}{
		{service.ManagedInstances{}, service.ManagedInstances{MinCPU: 2, MaxCPU: 8, MinMemory: 4096, MaxMemory: 32768, Disk: 80}},
		{service.ManagedInstances{MinCPU: 16, MinMemory: 65536}, service.ManagedInstances{MinCPU: 16, MaxCPU: 16, MinMemory: 65536, MaxMemory: 65536, Disk: 80}},
		{service.ManagedInstances{GPUs: 1}, service.ManagedInstances{GPUs: 1, MinCPU: 4, MaxCPU: 192, MinMemory: 16384, MaxMemory: 4194304, Disk: 80}},
	} {
		if got := c.given.WithDefaults(); got != c.want {
			t.Errorf("got %+v, want %+v", got, c.want)
		}
	}
}

func TestManagedInstancesAreBoundedByWhatThereIs(t *testing.T) {
	for _, c := range []struct {
		given service.ManagedInstances
		want  string
	}{
		{service.ManagedInstances{}, ""},
		{service.ManagedInstances{ARM: true, Spot: true, Disk: 30}, ""},
		{service.ManagedInstances{MinCPU: 2, MaxCPU: 2, MinMemory: 1024, MaxMemory: 1024, Disk: 16384}, ""},
		{service.ManagedInstances{MinCPU: 896, MinMemory: 33554432, GPUs: 8}, ""},
		{service.ManagedInstances{MinCPU: 1}, "MinCPU is 1: want 2 to 896 [SVC-025]"},
		{service.ManagedInstances{MaxCPU: 1}, "MaxCPU is 1: want 2 to 896 [SVC-025]"},
		{service.ManagedInstances{MinCPU: 16, MaxCPU: 8}, "MaxCPU is 8: want 16 to 896 [SVC-025]"},
		{service.ManagedInstances{MaxCPU: 897}, "MaxCPU is 897: want 2 to 896 [SVC-025]"},
		{service.ManagedInstances{MinMemory: 1023}, "MinMemory is 1023: want 1024 to 33554432 [SVC-025]"},
		{service.ManagedInstances{MinMemory: 8192, MaxMemory: 4096}, "MaxMemory is 4096: want 8192 to 33554432 [SVC-025]"},
		{service.ManagedInstances{MaxMemory: 33554433}, "MaxMemory is 33554433: want 4096 to 33554432 [SVC-025]"},
		{service.ManagedInstances{GPUs: -1}, "GPUs is -1: want 0 to 8 [SVC-025]"},
		{service.ManagedInstances{GPUs: 9}, "GPUs is 9: want 0 to 8 [SVC-025]"},
		{service.ManagedInstances{GPUs: 1, ARM: true}, "GPUs is 1: want none on arm64: ECS has no image for GPUs there [SVC-013]"},
		{service.ManagedInstances{Disk: 29}, "Disk is 29: want 30 to 16384 [SVC-025]"},
		{service.ManagedInstances{Disk: 16385}, "Disk is 16385: want 30 to 16384 [SVC-025]"},
	} {
		if got := said(c.given.Validate()); got != c.want {
			t.Errorf("%+v:\ngot  %s\nwant %s", c.given, got, c.want)
		}
	}
}
