package config_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// codes are the rules about what a file says. Rules about a file that cannot be read (CFG-001 to CFG-005) are tried
// beside Load.
//
// Some rules of the vocabulary's numbering have no row, because nothing that this vocabulary can say breaks them:
//   - ENV-011, a promotion order with a cycle: the order is that of the file. Its row here is an override for an
//     environment that does not exist.
//   - NET-009, an open port: a file opens none but 443, and that only with ingress.public.
//   - SVC-004: a container has one port, the same on its host.
//   - IMG-004, a repository's name: it is made of the application's and the service's.
//   - DEP-003, DEP-006 and DEP-008: a strategy has what it needs by construction.
//   - LB-002, LB-004: the load balancer's name and TLS policy are not chosen here.
//   - INJ-002, a value that looks like shell: every value but a line of shell is passed on as it is.
//   - BLD-001 and BLD-003 to BLD-006: a build's specification is made, and has what it needs by construction.
const codes = "CFG-006 CFG-007 CFG-008 CFG-009 CFG-010 CFG-011 CFG-012 CFG-013 CFG-014 CFG-015 CFG-016 CFG-017 " +
	"APP-001 APP-002 ENV-001 ENV-002 ENV-003 ENV-004 ENV-005 ENV-006 ENV-007 ENV-008 ENV-009 ENV-010 ENV-011 ENV-012 TAG-001 " +
	"NET-001 NET-002 NET-003 NET-004 NET-005 NET-006 NET-007 NET-008 NET-010 NET-011 NET-012 " +
	"SVC-001 SVC-002 SVC-003 SVC-010 SVC-011 SVC-012 SVC-013 SVC-014 SVC-015 SVC-016 SVC-017 SVC-018 SVC-019 SVC-020 SVC-021 SVC-022 SVC-023 SVC-024 SVC-025 SVC-026 SVC-027 SVC-028 SVC-029 " +
	"IMG-001 IMG-002 IMG-003 IMG-005 IMG-006 SEC-001 SEC-002 SEC-003 SEC-004 " +
	"DEP-001 DEP-002 DEP-004 DEP-005 DEP-007 DEP-009 DEP-010 DEP-011 DEP-012 LB-001 LB-003 OBS-001 OBS-005 INJ-003 UNI-001 UNI-002 APR-001 LIM-001 EKS-001 EKS-002 EKS-003 EKS-004 EKS-005 EKS-006 EKS-007 " +
	"PIPE-001 PIPE-002 PIPE-003 PIPE-004 PATH-001 INJ-001 BLD-002"

func TestEveryRuleHasARow(t *testing.T) {
	var tried []string
	for _, r := range slices.Concat(fileRows, environmentRows, networkRows, serviceRows, releaseRows, containerRows, ingressRows, runtimeRows, agreementRows, combinationRows, pipelineRows) {
		for _, m := range regexp.MustCompile(`\[([A-Z]+-\d+)\](?:\n|$)`).FindAllStringSubmatch(r.want, -1) {
			tried = append(tried, m[1])
		}
	}
	want := strings.Fields(codes)
	slices.Sort(want)
	slices.Sort(tried)
	if tried = slices.Compact(tried); !slices.Equal(tried, want) {
		t.Errorf("rows for\n%q\nwant rows for\n%q", tried, want)
	}
}
