package ingress_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/ingress"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestBalancerRefuses(t *testing.T) {
	certificates := func(arns ...string) func(*ingress.BalancerProps) {
		return func(p *ingress.BalancerProps) { p.Certificates = arns }
	}
	from := func(public bool, ranges ...string) func(*ingress.BalancerProps) {
		return func(p *ingress.BalancerProps) { p.Public, p.From = public, ranges }
	}
	ports := func(all ...int) func(*ingress.BalancerProps) {
		return func(p *ingress.BalancerProps) { p.TestPorts = all }
	}
	many := func(n int, each func(int) string) (all []string) {
		for i := range n {
			all = append(all, each(i))
		}
		return all
	}
	for name, row := range map[string]struct {
		change func(*ingress.BalancerProps)
		want   []string
	}{
		"test ports":             {ports(1024, 65535, 8443, 9443, 10443), nil},
		"six test ports":         {ports(8441, 8442, 8443, 8444, 8445, 8446), []string{"LB-003 TestPorts"}},
		"a port of servers":      {ports(1023), []string{"LB-003 TestPorts[0]"}},
		"no port at all":         {ports(65536), []string{"LB-003 TestPorts[0]"}},
		"a port twice":           {ports(8443, 8443), []string{"LB-003 TestPorts[1]"}},
		"13 on two listeners":    {func(p *ingress.BalancerProps) { p.TestPorts, p.Certificates = []int{8443}, many(13, certificate) }, nil},
		"14 on two listeners":    {func(p *ingress.BalancerProps) { p.TestPorts, p.Certificates = []int{8443}, many(14, certificate) }, []string{"LB-001 Certificates"}},
		"nothing wrong":          {func(*ingress.BalancerProps) {}, nil},
		"no account":             {func(p *ingress.BalancerProps) { p.Account = "" }, []string{"ENV-005 Account", "LB-001 Certificates[0]"}},
		"a zone":                 {func(p *ingress.BalancerProps) { p.Region = "eu-west-1a" }, []string{"ENV-008 Region", "LB-001 Certificates[0]"}},
		"a partition":            {func(p *ingress.BalancerProps) { p.Partition = "x" }, []string{"ENV-010 Partition", "LB-001 Certificates[0]"}},
		"no VPC":                 {func(p *ingress.BalancerProps) { p.Vpc = nil }, []string{"API-001 Vpc"}},
		"one private subnet":     {func(p *ingress.BalancerProps) { p.Vpc = vpc{"10.0.0.0/16", nil, []string{"subnet-0000000000000000a"}} }, []string{"NET-011 Vpc"}},
		"public, but no subnets": {func(p *ingress.BalancerProps) { p.Public, p.Vpc = true, vpc{"10.0.0.0/16", nil, someVpc.private} }, []string{"NET-011 Vpc"}},
		"everybody inside":       {from(false, "0.0.0.0/0"), []string{"NET-009 From[0]"}},
		"everybody outside":      {from(true, "0.0.0.0/0"), nil},
		"a word":                 {from(true, "office"), []string{"NET-001 From[0]"}},
		"IPv6":                   {from(true, "::/0"), []string{"NET-001 From[0]"}},
		"host bits of a source":  {from(true, "203.0.113.7/24"), []string{"NET-002 From[0]"}},
		"a source twice":         {from(true, "203.0.113.0/24", "203.0.113.0/24"), []string{"NET-009 From[1]"}},
		"25 sources":             {from(true, many(25, func(i int) string { return fmt.Sprintf("203.0.113.%d/32", i) })...), nil},
		"26 sources":             {from(true, many(26, func(i int) string { return fmt.Sprintf("203.0.113.%d/32", i) })...), []string{"NET-009 From"}},
		"no certificate":         {certificates(), []string{"LB-001 Certificates"}},
		"not a certificate":      {certificates("shop.example.com"), []string{"LB-001 Certificates[0]"}},
		"another region's":       {certificates(strings.Replace(certificate(1), "eu-west-1", "us-east-1", 1)), []string{"LB-001 Certificates[0]"}},
		"another account's":      {certificates(strings.Replace(certificate(1), "111111111111", "222222222222", 1)), []string{"LB-001 Certificates[0]"}},
		"a certificate twice":    {certificates(certificate(1), certificate(1)), []string{"LB-001 Certificates[1]"}},
		"26 certificates":        {certificates(many(26, certificate)...), nil},
		"27 certificates":        {certificates(many(27, certificate)...), []string{"LB-001 Certificates"}},
		"TLS 1.0":                {func(p *ingress.BalancerProps) { p.TLSPolicy = "ELBSecurityPolicy-TLS13-1-0-2021-06" }, []string{"LB-004 TLSPolicy"}},
		"AWS's default policy":   {func(p *ingress.BalancerProps) { p.TLSPolicy = "ELBSecurityPolicy-2016-08" }, []string{"LB-004 TLSPolicy"}},
		"half a second":          {func(p *ingress.BalancerProps) { p.IdleTimeout = time.Second / 2 }, []string{"LB-005 IdleTimeout"}},
		"a second and a half":    {func(p *ingress.BalancerProps) { p.IdleTimeout = 3 * time.Second / 2 }, []string{"LB-005 IdleTimeout"}},
		"4001 seconds":           {func(p *ingress.BalancerProps) { p.IdleTimeout = 4001 * time.Second }, []string{"LB-005 IdleTimeout"}},
		"-1 days":                {func(p *ingress.BalancerProps) { p.Logs.Days = -1 }, []string{"OBS-001 Logs.Days"}},
		"3651 days":              {func(p *ingress.BalancerProps) { p.Logs.Days = 3651 }, []string{"OBS-001 Logs.Days"}},
		"a bucket's ARN":         {func(p *ingress.BalancerProps) { p.Logs.Bucket = "arn:aws:s3:::logs" }, []string{"OBS-009 Logs.Bucket"}},
		"a bucket and days":      {func(p *ingress.BalancerProps) { p.Logs = ingress.Logs{Bucket: "logs", Days: 3} }, []string{"OBS-001 Logs.Days"}},
		"a runbook without TLS":  {func(p *ingress.BalancerProps) { p.Runbook = "http://wiki" }, []string{"OBS-005 Runbook"}},
		"nothing at all": {func(p *ingress.BalancerProps) { *p = ingress.BalancerProps{} }, []string{
			"ENV-005 Account", "ENV-008 Region", "API-001 Vpc", "LB-001 Certificates",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := synthtest.Refused(minimalProps(row.change).Validate()); !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestTokensAreNotRefused(t *testing.T) {
	token := func(n int) string { return fmt.Sprintf("${Token[TOKEN.%d]}", n) }
	props := minimalProps(func(p *ingress.BalancerProps) {
		p.Certificates, p.Logs.Bucket = []string{token(1), token(2)}, token(3)
	})
	if err := props.Validate(); err != nil {
		t.Error(err)
	}
}

func TestBalancerPanicsWithEveryProblem(t *testing.T) {
	got := synthtest.Panics(t, func() { ingress.NewBalancer(synthtest.Stack(t), "Front", nil) })
	if got.ID != "Front" || len(got.Problems) != 4 {
		t.Error(got)
	}
}
