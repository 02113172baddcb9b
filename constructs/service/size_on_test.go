package service_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// sold are all pairs of CPU units and GiB that a runtime accepts, by trying every multiple of 256 MiB.
func sold(runtime service.Runtime) (all []string) {
	for _, cpu := range []int{64, 128, 256, 512, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12288, 16384, 32768} {
		for memory := service.MiB(256); memory <= 131072; memory += 256 {
			if (service.Size{CPU: cpu, Memory: memory}).ValidateOn(runtime) == nil {
				all = append(all, fmt.Sprintf("%d/%g", cpu, float64(memory)/1024))
			}
		}
	}
	return all
}

// pairs lists cpu with every amount from low to high GiB.
func pairs(cpu, low, high, by int) (all []string) {
	for gib := low; gib <= high; gib += by {
		all = append(all, fmt.Sprintf("%d/%d", cpu, gib))
	}
	return all
}

func TestFargateSellsThesePairsAndNoOther(t *testing.T) {
	want := slices.Concat([]string{"256/0.5", "256/1", "256/2"}, pairs(512, 1, 4, 1), pairs(1024, 2, 8, 1), pairs(2048, 4, 16, 1),
		pairs(4096, 8, 30, 1), pairs(8192, 16, 60, 4), pairs(16384, 32, 120, 8))
	for _, runtime := range []service.Runtime{service.Fargate, service.Express} {
		if got := sold(runtime); !slices.Equal(got, want) {
			t.Errorf("%s:\ngot  %v\nwant %v", runtime, got, want)
		}
	}
}

func TestAppRunnerSellsThesePairsAndNoOther(t *testing.T) {
	want := []string{"256/0.5", "256/1", "512/1", "1024/2", "1024/3", "1024/4", "2048/4", "2048/6", "4096/8", "4096/10", "4096/12"}
	if got := sold(service.AppRunner); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestEachRuntimeRefusesASizeInItsOwnWords(t *testing.T) {
	for _, c := range []struct {
		runtime service.Runtime
		given   service.Size
		want    string
	}{
		{service.Fargate, service.Size{CPU: 300, Memory: 512}, "CPU is 300: want a Fargate size: 256, 512, 1024, 2048, 4096, 8192 or 16384 CPU units [SVC-010]"},
		{service.AppRunner, service.Size{CPU: 8192}, "CPU is 8192: want an App Runner size: 256, 512, 1024, 2048 or 4096 CPU units [APR-001]"},
		{service.AppRunner, service.Size{CPU: 512, Memory: 2048}, "Memory is 2048: with 512 CPU units want 1024 MiB [APR-001]"},
		{service.Fleet, service.Size{}, ""},
		{service.Fleet, service.Size{CPU: 256}, "CPU is 256: want none: a container of a fleet has its whole host; choose instances instead [SVC-021]"},
		{service.Fleet, service.Size{Memory: 512}, "Memory is 512: want none: a container of a fleet has its whole host; choose instances instead [SVC-021]"},
	} {
		if got := said(c.given.ValidateOn(c.runtime)); got != c.want {
			t.Errorf("%s %+v:\ngot  %s\nwant %s", c.runtime, c.given, got, c.want)
		}
	}
}

func TestOnInstancesASizeIsBoundedByInstancesAlone(t *testing.T) {
	for _, runtime := range []service.Runtime{service.EC2, service.Managed, service.EKS} {
		for _, c := range []struct {
			given service.Size
			want  string
		}{
			{service.Size{}, ""},
			{service.Size{CPU: 300, Memory: 777}, ""},
			{service.Size{CPU: 128, Memory: 64}, ""},
			{service.Size{CPU: 196608, Memory: 33554432}, ""},
			{service.Size{CPU: 127}, "CPU is 127: want 128 to 196608 [SVC-010]"},
			{service.Size{CPU: 196609}, "CPU is 196609: want 128 to 196608 [SVC-010]"},
			{service.Size{Memory: 63}, "Memory is 63: want 64 to 33554432 [SVC-010]"},
			{service.Size{Memory: 33554433}, "Memory is 33554433: want 64 to 33554432 [SVC-010]"},
		} {
			if got := said(c.given.ValidateOn(runtime)); got != c.want {
				t.Errorf("%s %+v:\ngot  %s\nwant %s", runtime, c.given, got, c.want)
			}
		}
	}
}

func TestEveryRuntimeHasASizeByDefault(t *testing.T) {
	for _, runtime := range service.Runtimes {
		if err := (service.Size{}).ValidateOn(runtime); err != nil {
			t.Errorf("%s: %v", runtime, err)
		}
	}
}

func TestThreeRuntimesShareACluster(t *testing.T) {
	for _, runtime := range service.Runtimes {
		want := slices.Contains([]service.Runtime{service.Fargate, service.EC2, service.Managed}, runtime)
		if runtime.ECS() != want {
			t.Errorf("%s: got %t, want %t", runtime, runtime.ECS(), want)
		}
	}
}
