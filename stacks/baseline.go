package stacks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/registry"
)

// Baseline holds the settings that an account and region has once, whichever application asks for them.
type Baseline struct {
	awscdk.Stack
	settings *registry.AccountSettings
}

// NewBaseline defines the account-wide settings that delivery asks for in stage.
func NewBaseline(stage constructs.Construct, file config.File, delivery config.Delivery) *Baseline {
	b := &Baseline{}
	awscdk.NewStack_Override(b, stage, jsii.String("Baseline"), deliveryProps(file, "baseline", "settings of the whole account and region"))
	b.settings = registry.NewAccountSettings(b, "Registry", &registry.AccountSettingsProps{
		EnhancedScanning: delivery.Scan, PullThroughCache: delivery.Cache,
	})
	return b
}

// Settings are the registry settings of the whole account and region.
func (b *Baseline) Settings() *registry.AccountSettings { return b.settings }
