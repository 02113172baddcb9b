package pipeline_test

import (
	"slices"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	buckets        = "AWS::S3::Bucket"
	bucketPolicies = "AWS::S3::BucketPolicy"
)

func minimalArtifacts(change ...func(*pipeline.ArtifactsProps)) *pipeline.ArtifactsProps {
	props := &pipeline.ArtifactsProps{App: "shop", Account: tools, Region: region}
	for _, one := range change {
		one(props)
	}
	return props
}

func kept(t *testing.T, change ...func(*pipeline.ArtifactsProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	pipeline.NewArtifacts(stack, "Artifacts", minimalArtifacts(change...))
	return synthtest.Of(t, stack)
}

func readers(p *pipeline.ArtifactsProps) {
	p.Readers = []string{pipeline.ReaderARN(home("eks", prod)), pipeline.ReaderARN(home("dev", dev))}
}

func TestArtifactsAreEncryptedVersionedAndGoneAfter90Days(t *testing.T) {
	got := kept(t)
	id := got.Has(buckets, synthtest.Props{
		"BucketName": "shop-delivery-111111111111-eu-west-1",
		"BucketEncryption": synthtest.Props{"ServerSideEncryptionConfiguration": []any{synthtest.Props{
			"BucketKeyEnabled": true, "ServerSideEncryptionByDefault": synthtest.Props{"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": synthtest.Any()},
		}}},
		"PublicAccessBlockConfiguration": synthtest.Props{"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true},
		"OwnershipControls":              synthtest.Props{"Rules": []any{synthtest.Props{"ObjectOwnership": "BucketOwnerEnforced"}}},
		"VersioningConfiguration":        synthtest.Props{"Status": "Enabled"},
		"LifecycleConfiguration": synthtest.Props{"Rules": []any{synthtest.Props{
			"ExpirationInDays": 90, "NoncurrentVersionExpiration": synthtest.Props{"NoncurrentDays": 30},
		}, synthtest.Any()}},
		"LoggingConfiguration": synthtest.Props{"LogFilePrefix": "artifacts/", "DestinationBucketName": object{"Ref": synthtest.Text("ArtifactsLogs")}},
	})
	if r := got.Resource(id); r.DeletionPolicy != "RetainExceptOnCreate" || r.UpdateReplacePolicy != "Retain" || len(r.DependsOn) != 1 {
		t.Errorf("deleted by %q, replaced by %q, after %v", r.DeletionPolicy, r.UpdateReplacePolicy, r.DependsOn)
	}
}

func TestTheKeyOutlivesItsStackAndTurnsEveryYear(t *testing.T) {
	key := kept(t).One("AWS::KMS::Key")
	if key.DeletionPolicy != "Retain" || key.Properties["EnableKeyRotation"] != true {
		t.Errorf("got %+v", key)
	}
}

func TestNobodyElseReadsArtifactsUnlessNamed(t *testing.T) {
	got := kept(t)
	if all := got.One("AWS::KMS::Key").Properties["KeyPolicy"].(object)["Statement"].([]any); len(all) != 1 || all[0].(object)["Sid"] != "Account" {
		t.Errorf("the key's policy has %v", all)
	}
	for id, p := range got.Resources(bucketPolicies) {
		for _, one := range p.Properties["PolicyDocument"].(object)["Statement"].([]any) {
			if s := one.(object); s["Effect"] == "Allow" && s["Sid"] != "Records" {
				t.Errorf("%s allows %s", id, line(s))
			}
		}
	}
}

func TestRolesOfOtherAccountsReadArtifactsByTheirExactARN(t *testing.T) {
	got := kept(t, readers)
	const who = "ArnEquals aws:PrincipalArn arn:aws:iam::222222222222:role/shop-dev-web-releaser arn:aws:iam::333333333333:role/shop-eks-web-releaser"
	var said []string
	for _, one := range got.One("AWS::KMS::Key").Properties["KeyPolicy"].(object)["Statement"].([]any)[1:] {
		said = append(said, words(one.(object)["Principal"])+" may "+line(one.(object)))
	}
	for id, p := range got.Resources(bucketPolicies) {
		if trim(id) == "ArtifactsBucketPolicy" {
			for _, one := range p.Properties["PolicyDocument"].(object)["Statement"].([]any)[1:] {
				said = append(said, words(one.(object)["Principal"])+" may "+line(one.(object)))
			}
		}
	}
	same(t, said, []string{
		"222222222222 333333333333 may Readers: kms:Decrypt on * if " + who + " and StringEquals kms:ViaService s3.eu-west-1.amazonaws.com",
		"222222222222 333333333333 may Readers: s3:GetObject s3:GetObjectVersion on <ArtifactsBucket>/* if " + who,
		"222222222222 333333333333 may Look: s3:GetBucketAcl s3:GetBucketLocation on <ArtifactsBucket> if " + who,
	})
}

func TestNobodyReachesABucketWithoutTLS(t *testing.T) {
	for id, p := range kept(t).Resources(bucketPolicies) {
		denied := slices.ContainsFunc(p.Properties["PolicyDocument"].(object)["Statement"].([]any), func(one any) bool {
			s := one.(object)
			return s["Effect"] == "Deny" && words(s["Action"]) == "s3:*" && given(s) == " if Bool aws:SecureTransport false"
		})
		if !denied {
			t.Errorf("%s lets plain connections in", id)
		}
	}
}

func TestAccessIsRecordedByS3ForThisBucketOnly(t *testing.T) {
	got := kept(t)
	got.Has(bucketPolicies, synthtest.Props{"PolicyDocument": synthtest.Props{"Statement": []any{synthtest.Props{
		"Action": []any{"s3:PutObject"}, "Principal": synthtest.Props{"Service": "logging.s3.amazonaws.com"},
		"Condition": synthtest.Props{
			"StringEquals": synthtest.Props{"aws:SourceAccount": tools}, "ArnEquals": synthtest.Props{"aws:SourceArn": bucketARN},
		},
	}, synthtest.Any()}}})
	got.Has(buckets, synthtest.Props{"BucketName": synthtest.Absent(), "LifecycleConfiguration": synthtest.Text(`"ExpirationInDays":365`)})
	given := kept(t, func(p *pipeline.ArtifactsProps) { p.Logs = "company-logs" })
	given.Count(buckets, 1)
	given.Has(buckets, synthtest.Props{"LoggingConfiguration": synthtest.Props{"DestinationBucketName": "company-logs"}})
}

func TestAnApplicationHasOneStoreInEachRegion(t *testing.T) {
	stack := synthtest.Stack(t)
	one := pipeline.NewArtifacts(stack, "Artifacts", minimalArtifacts())
	pipeline.NewArtifacts(stack, "Other", minimalArtifacts(func(p *pipeline.ArtifactsProps) { p.App = "blog" }))
	got := one.Store()
	if want := pipeline.StoreOf("shop", tools, region); got.Bucket != want.Bucket || got.Account != want.Account || got.Region != want.Region || got.Key == "" {
		t.Errorf("got %+v, want %+v and a key", got, want)
	}
	if *one.Bucket().BucketName() != got.Bucket || *one.Key().AttrArn() != got.Key {
		t.Error("the L1 views are others")
	}
	synthtest.Of(t, stack).Count(buckets, 4)
}

func TestArtifactsRefuse(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*pipeline.ArtifactsProps)
		want   []string
	}{
		"nothing wrong":    {readers, nil},
		"no app":           {func(p *pipeline.ArtifactsProps) { p.App = "" }, []string{"INJ-003 App"}},
		"21 characters":    {func(p *pipeline.ArtifactsProps) { p.App = "abcdefghijklmnopqrstu" }, []string{"INJ-003 App"}},
		"upper case":       {func(p *pipeline.ArtifactsProps) { p.App = "Shop" }, []string{"INJ-003 App"}},
		"a bad account":    {func(p *pipeline.ArtifactsProps) { p.Account = "1" }, []string{"ENV-005 Account"}},
		"an account":       {func(p *pipeline.ArtifactsProps) { p.Readers = []string{"arn:aws:iam::222222222222:root"} }, []string{"IAM-001 Readers[0]"}},
		"everybody":        {func(p *pipeline.ArtifactsProps) { p.Readers = []string{"*"} }, []string{"IAM-001 Readers[0]"}},
		"a pattern":        {func(p *pipeline.ArtifactsProps) { p.Readers = []string{"arn:aws:iam::222222222222:role/*"} }, []string{"IAM-001 Readers[0]"}},
		"a role twice":     {func(p *pipeline.ArtifactsProps) { readers(p); p.Readers = append(p.Readers, p.Readers[0]) }, []string{"IAM-001 Readers[2]"}},
		"a bucket's ARN":   {func(p *pipeline.ArtifactsProps) { p.Logs = "arn:aws:s3:::logs" }, []string{"PIPE-003 Logs"}},
		"3651 days":        {func(p *pipeline.ArtifactsProps) { p.LogDays = 3651 }, []string{"OBS-001 LogDays"}},
		"nothing at all":   {func(p *pipeline.ArtifactsProps) { *p = pipeline.ArtifactsProps{} }, []string{"INJ-003 App", "ENV-005 Account", "ENV-008 Region"}},
		"51 roles":         {func(p *pipeline.ArtifactsProps) { p.Readers = many(51) }, []string{"IAM-001 Readers"}},
		"50 roles are few": {func(p *pipeline.ArtifactsProps) { p.Readers = many(50) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := synthtest.Refused(minimalArtifacts(row.change).Validate()); !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
	if got := synthtest.Panics(t, func() { pipeline.NewArtifacts(synthtest.Stack(t), "Artifacts", nil) }); got.ID != "Artifacts" || len(got.Problems) != 3 {
		t.Error(got)
	}
}
