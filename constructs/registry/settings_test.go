package registry_test

import (
	"slices"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/registry"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func settings(t *testing.T, props registry.AccountSettingsProps) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	registry.NewAccountSettings(stack, "Registry", &props)
	return synthtest.Of(t, stack)
}

func TestEnhancedScanningLooksAtEveryImageForGood(t *testing.T) {
	got := settings(t, registry.AccountSettingsProps{EnhancedScanning: true})
	got.Has("AWS::ECR::RegistryScanningConfiguration", synthtest.Props{"ScanType": "ENHANCED", "Rules": []any{synthtest.Props{
		"ScanFrequency": "CONTINUOUS_SCAN", "RepositoryFilters": []any{synthtest.Props{"Filter": "*", "FilterType": "WILDCARD"}},
	}}})
	got.HasNo("AWS::ECR::PullThroughCacheRule")
}

func TestTheCacheNeedsNoCredentials(t *testing.T) {
	got := settings(t, registry.AccountSettingsProps{PullThroughCache: true})
	for prefix, host := range map[string]string{"ecr-public": "public.ecr.aws", "kubernetes": "registry.k8s.io", "quay": "quay.io"} {
		got.Has("AWS::ECR::PullThroughCacheRule", synthtest.Props{
			"EcrRepositoryPrefix": prefix, "UpstreamRegistryUrl": host, "CredentialArn": synthtest.Absent(),
		})
	}
	got.Count("AWS::ECR::PullThroughCacheRule", 3)
	got.HasNo("AWS::ECR::RegistryScanningConfiguration")
}

func TestSettingsThatSetNothingAreRefused(t *testing.T) {
	if got := synthtest.Refused(registry.AccountSettingsProps{}.Validate()); !slices.Equal(got, []string{"IMG-007 EnhancedScanning or PullThroughCache"}) {
		t.Error(got)
	}
	if got := synthtest.Panics(t, func() { registry.NewAccountSettings(synthtest.Stack(t), "Registry", nil) }); got.ID != "Registry" {
		t.Error(got)
	}
}

func TestScanningCanBeChanged(t *testing.T) {
	stack := synthtest.Stack(t)
	s := registry.NewAccountSettings(stack, "Registry", &registry.AccountSettingsProps{EnhancedScanning: true, PullThroughCache: true})
	s.Scanning().SetScanType(jsii.String("BASIC"))
	synthtest.Of(t, stack).Has("AWS::ECR::RegistryScanningConfiguration", synthtest.Props{"ScanType": "BASIC"})
	other := registry.NewAccountSettings(synthtest.Stack(t), "Registry", &registry.AccountSettingsProps{PullThroughCache: true})
	if other.Scanning() != nil {
		t.Error("there is a scanning configuration without EnhancedScanning")
	}
}
