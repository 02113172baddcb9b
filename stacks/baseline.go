package stacks

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/registry"
)

// Baseline holds the settings that an account and region has once, whichever application asks for them.
type Baseline struct {
	awscdk.Stack
	settings *registry.AccountSettings
	signing  *registry.Signing
}

// NewBaseline defines the account-wide settings that t asks for in stage.
func NewBaseline(stage constructs.Construct, t tools) *Baseline {
	b := &Baseline{}
	awscdk.NewStack_Override(b, stage, jsii.String("Baseline"), deliveryProps(t.file, "baseline", "settings of the whole account and region"))
	if t.Scan || t.Cache {
		b.settings = registry.NewAccountSettings(b, "Registry", &registry.AccountSettingsProps{
			EnhancedScanning: t.Scan, PullThroughCache: t.Cache,
		})
	}
	if t.Sign {
		b.signing = registry.NewSigning(b, "Signing", t.signing())
	}
	return b
}

// signing is how the application's images are signed. Names of profiles have no dashes, and more than one letter.
func (t tools) signing() *registry.SigningProps {
	return &registry.SigningProps{
		Name: strings.ReplaceAll(t.file.App, "-", "_") + "_images", Account: t.Account, Region: t.Region, Partition: t.Partition,
		Repositories: []string{t.file.App + "/*"},
	}
}

// Settings are the registry settings of the whole account and region; nil where the registry has AWS's own.
func (b *Baseline) Settings() *registry.AccountSettings { return b.settings }

// Signing is what signs the application's images; nil where nothing does.
func (b *Baseline) Signing() *registry.Signing { return b.signing }
