package choose

import "slices"

// Price is what AWS asks for one thing in one region, on demand and without tax.
type Price struct {
	// Region is where.
	Region string
	// Item is what.
	Item Item
	// Per is the unit.
	Per string
	// Page is the AWS page with the price.
	Page string
	// Read is the day of the copy of the page, or of the price list behind it, that we read.
	Read string

	amount micros
}

// Amount is the price in US dollars as AWS prints it, such as "0.04048".
func (p Price) Amount() string { return p.amount.String() }

// Item is something that has a price.
type Item string

// The items. Instances have the names of their types.
const (
	fargateCPU, fargateMemory       Item = "Fargate virtual CPU, x86_64", "Fargate memory, x86_64"
	fargateARMCPU, fargateARMMemory Item = "Fargate virtual CPU, arm64", "Fargate memory, arm64"
	balancer                        Item = "Application Load Balancer"
	address                         Item = "public IPv4 address"
	gateway                         Item = "NAT gateway"
	cluster                         Item = "EKS cluster in standard support"
	appRunnerMemory                 Item = "App Runner memory of an instance without requests"
	disk                            Item = "EBS volume, gp3"
)

// The units.
const (
	hour      = "hour"
	cpuHour   = "vCPU-hour"
	gbHour    = "GB-hour"
	gbMonth   = "GB-month"
	pagePrice = "Amazon EC2 On-Demand Pricing"
)

// Prices are the price table, region by region.
func Prices() []Price { return slices.Clone(prices) }

// Regions are those with prices.
func Regions() (all []string) {
	for _, p := range prices {
		if !slices.Contains(all, p.Region) {
			all = append(all, p.Region)
		}
	}
	return all
}

// prices are approximate the day after they were read. The AWS pages fill their tables by script, so each number was
// read where a copy shows it: in the worked examples of the page, in a copy of the public price list behind it, or on a
// bill. Where copies disagree the newest counts. [Doubts] says where a copy shows less than it should.
var prices = []Price{
	{"us-east-1", fargateCPU, cpuHour, "AWS Fargate Pricing", "2026-09-20", 0.04048 * usd},
	{"us-east-1", fargateMemory, gbHour, "AWS Fargate Pricing", "2026-08-17", 0.004445 * usd},
	{"us-east-1", fargateARMCPU, cpuHour, "AWS Fargate Pricing", "2026-08-17", 0.03238 * usd},
	{"us-east-1", fargateARMMemory, gbHour, "AWS Fargate Pricing", "2026-08-17", 0.00356 * usd},
	{"us-east-1", balancer, hour, "Elastic Load Balancing pricing", "2026-09-20", 0.0225 * usd},
	{"us-east-1", address, hour, "Amazon VPC Pricing", "2026-10-08", 0.005 * usd},
	{"us-east-1", gateway, hour, "Amazon VPC Pricing", "2026-08-17", 0.045 * usd},
	{"us-east-1", cluster, hour, "Amazon EKS Pricing", "2026-10-02", 0.10 * usd},
	{"us-east-1", appRunnerMemory, gbHour, "AWS App Runner Pricing", "2026-09-20", 0.007 * usd},
	{"us-east-1", disk, gbMonth, "Amazon EBS Pricing", "2026-10-08", 0.08 * usd},
	{"us-east-1", "m7i.xlarge", hour, pagePrice, "2026-10-08", 0.2016 * usd},
	{"us-east-1", "m7g.xlarge", hour, pagePrice, "2026-10-08", 0.1632 * usd},
	{"us-east-1", "g4dn.xlarge", hour, pagePrice, "2026-01-19", 0.526 * usd},
	{"us-east-1", "g4dn.4xlarge", hour, pagePrice, "2026-01-19", 1.204 * usd},
	{"us-east-1", "g4dn.metal", hour, pagePrice, "2026-01-19", 7.824 * usd},

	{"eu-west-1", fargateCPU, cpuHour, "AWS Fargate Pricing", "2026-05-01", 0.04048 * usd},
	{"eu-west-1", fargateMemory, gbHour, "AWS Fargate Pricing", "2026-05-01", 0.004445 * usd},
	{"eu-west-1", fargateARMCPU, cpuHour, "AWS Fargate Pricing", "2026-05-01", 0.03238 * usd},
	{"eu-west-1", fargateARMMemory, gbHour, "AWS Fargate Pricing", "2026-05-01", 0.00356 * usd},
	{"eu-west-1", balancer, hour, "Elastic Load Balancing pricing", "2026-07-31", 0.0252 * usd},
	{"eu-west-1", address, hour, "Amazon VPC Pricing", "2026-10-08", 0.005 * usd},
	{"eu-west-1", gateway, hour, "Amazon VPC Pricing", "2026-09-25", 0.048 * usd},
	{"eu-west-1", cluster, hour, "Amazon EKS Pricing", "2026-10-02", 0.10 * usd},
	{"eu-west-1", appRunnerMemory, gbHour, "AWS App Runner Pricing", "2026-09-20", 0.007 * usd},
	{"eu-west-1", disk, gbMonth, "Amazon EBS Pricing", "2026-10-08", 0.088 * usd},
	{"eu-west-1", "m7i.xlarge", hour, pagePrice, "2026-10-08", 0.2247 * usd},
	{"eu-west-1", "m7g.xlarge", hour, pagePrice, "2026-10-08", 0.1819 * usd},
	{"eu-west-1", "g4dn.xlarge", hour, pagePrice, "2026-01-19", 0.587 * usd},
	{"eu-west-1", "g4dn.4xlarge", hour, pagePrice, "2026-01-19", 1.342 * usd},
	{"eu-west-1", "g4dn.metal", hour, pagePrice, "2026-01-19", 8.724 * usd},
}

// Doubts are what is not quite known of prices, for whoever decides by them.
func Doubts() []string {
	return []string{
		"App Runner: the page's example names no region; it names Tokyo beside it, so we take it for eu-west-1 too.",
		"g4dn in eu-west-1: the copy of the price list bears no day; it is given the day of the one of us-east-1.",
		"Application Load Balancer in eu-west-1: calculated from a bill of July 2026, hours and amount.",
	}
}

// priceOf is the price of an item in a region, if the table has it.
func priceOf(region string, item Item) (Price, bool) {
	at := slices.IndexFunc(prices, func(p Price) bool { return p.Region == region && p.Item == item })
	if at < 0 {
		return Price{}, false
	}
	return prices[at], true
}

// Rate is a share of a price, in percent.
type Rate struct {
	// What it is a share of, and for what.
	What string
	// Percent is the share.
	Percent int
	// Says is why this number.
	Says string
	// Page is the AWS page with it.
	Page string
	// Read is the day of the copy of the page that we read.
	Read string
}

// Rates are the shares that the floors are calculated with.
func Rates() []Rate { return []Rate{managedFee, autoFee, spotDiscount} }

var (
	managedFee = Rate{"ECS Managed Instances fee, of the instance's price", 12,
		"The page's example is 0.037 USD for a c6a.2xlarge, which costs 0.306. The fee of an instance with GPUs may be less.",
		"Amazon ECS Pricing", "2026-09-20"}
	autoFee = Rate{"EKS Auto Mode fee, of the instance's price", 12,
		"The page lists a fee for each instance type; divided by the instance's price it is this share.",
		"Amazon EKS Pricing", "2026-10-02"}
	spotDiscount = Rate{"Fargate Spot, off the price", 50,
		"AWS says up to 70 % and changes the price with supply; we count on less than the best.",
		"AWS Fargate Pricing", "2026-03-10"}
)
