package config

import "slices"

// partitions are the AWS partitions that Shipway's templates are written for, with their regions (aws-cdk-lib 2.270.0,
// region-info). Fargate, and everything else this release builds, is offered in all of them.
var partitions = map[string][]string{
	"aws": {
		"af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
		"ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
		"ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
		"eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
		"mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
	},
	"aws-cn":     {"cn-north-1", "cn-northwest-1"},
	"aws-us-gov": {"us-gov-east-1", "us-gov-west-1"},
}

// elsewhere are regions of partitions whose service names and endpoints Shipway does not know.
var elsewhere = []string{
	"eu-isoe-west-1", "eusc-de-east-1", "us-iso-east-1", "us-iso-west-1", "us-isob-east-1", "us-isob-west-1",
	"us-isof-east-1", "us-isof-south-1",
}

// regions are all regions that an environment may be in, sorted.
func regions() (all []string) {
	for _, of := range partitions {
		all = append(all, of...)
	}
	slices.Sort(all)
	return all
}

// partitionOf is the partition of a region, or empty for a region nobody knows.
func partitionOf(region string) string {
	for partition, of := range partitions {
		if slices.Contains(of, region) {
			return partition
		}
	}
	return ""
}

func region(to *string) shape {
	refused := map[string]string{}
	for _, name := range elsewhere {
		refused[name] = "Shipway does not build for this region's partition: want a region of aws, aws-cn or aws-us-gov"
	}
	return choice{set: func(name string) { *to = name }, options: regions(), refused: refused,
		like: "an AWS region, such as eu-west-1", code: "ENV-008", late: "ENV-009"}
}
