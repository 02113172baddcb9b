package ecs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const proxies = "arn:aws:ecr:eu-west-1:444444444444:repository/shop/proxy"

// beside is the template of a service with one sidecar.
func beside(t *testing.T, change func(s *service.Sidecar)) *synthtest.Template {
	t.Helper()
	return synth(t, func(p *ecs.ServiceProps) {
		s := service.Sidecar{Name: "proxy", Image: "public.ecr.aws/nginx/nginx:1.29"}
		change(&s)
		p.Sidecars = []service.Sidecar{s}
		p.StopWithin = 45 * time.Second
	})
}

// containers expects the service's own container and the sidecar.
func containers(own, sidecar object) synthtest.Props {
	return synthtest.Props{"ContainerDefinitions": []any{own, sidecar}}
}

func TestASidecarIsAsClosedAsTheService(t *testing.T) {
	beside(t, func(*service.Sidecar) {}).Has("AWS::ECS::TaskDefinition", containers(object{"Name": "api", "DependsOn": synthtest.Absent()}, object{
		"Name": "proxy", "Image": "public.ecr.aws/nginx/nginx:1.29", "Essential": true, "User": "65532:65532", "StopTimeout": 45,
		"ReadonlyRootFilesystem": true, "Privileged": false, "MountPoints": []any{},
		"LinuxParameters":  object{"Capabilities": object{"Drop": []any{"ALL"}}},
		"LogConfiguration": object{"LogDriver": "awslogs", "Options": object{"awslogs-group": "/shop-dev/api", "awslogs-stream-prefix": "sidecar", "mode": "non-blocking"}},
		"Cpu":              synthtest.Absent(), "Memory": synthtest.Absent(), "PortMappings": synthtest.Absent(), "HealthCheck": synthtest.Absent(),
	}))
}

func TestASidecarHasItsOwnSettings(t *testing.T) {
	beside(t, func(s *service.Sidecar) {
		s.Port, s.CPU, s.Memory, s.User, s.Optional = 9901, 64, 128, "101", true
		s.Command, s.Writable = []string{"/proxy"}, []string{"/var/cache"}
		s.Config, s.Secrets = map[string]string{"LEVEL": "info"}, map[string]string{"CERTIFICATE": secret}
	}).Has("AWS::ECS::TaskDefinition", synthtest.Props{
		"ContainerDefinitions": []any{object{"MountPoints": []any{object{"SourceVolume": "writable-1", "ContainerPath": "/tmp"}}}, object{
			"PortMappings": []any{object{"Name": "proxy", "ContainerPort": 9901, "Protocol": "tcp"}},
			"Cpu":          64, "Memory": 128, "User": "101", "Essential": false, "Command": []any{"/proxy"},
			"MountPoints": []any{object{"SourceVolume": "writable-proxy-1", "ContainerPath": "/var/cache", "ReadOnly": false}},
			"Environment": []any{object{"Name": "LEVEL", "Value": "info"}},
			"Secrets":     []any{object{"Name": "CERTIFICATE", "ValueFrom": secret}},
		}},
		"Volumes": []any{object{"Name": "writable-1"}, object{"Name": "writable-proxy-1"}},
	})
}

func TestTheServiceWaitsForASidecarThatIsFirst(t *testing.T) {
	for condition, health := range map[string][]string{"START": nil, "HEALTHY": {"/check", "-q"}} {
		got := beside(t, func(s *service.Sidecar) { s.First, s.Health = true, health })
		got.Has("AWS::ECS::TaskDefinition", containers(
			object{"DependsOn": []any{object{"ContainerName": "proxy", "Condition": condition}}}, object{"DependsOn": synthtest.Absent()}))
		if health != nil {
			got.Has("AWS::ECS::TaskDefinition", containers(object{}, object{"HealthCheck": object{
				"Command": []any{"CMD", "/check", "-q"}, "Interval": 10, "Timeout": 5, "Retries": 3,
			}}))
		}
	}
}

func TestStartingATaskPullsTheImagesOfItsSidecars(t *testing.T) {
	for name, change := range map[string]func(p *ecs.ServiceProps){
		`"` + proxies + `"`: func(*ecs.ServiceProps) {},
		`["` + repository + `","` + proxies + `"]`: func(p *ecs.ServiceProps) {
			p.Image = image.Fixed("444444444444.dkr.ecr.eu-west-1.amazonaws.com/shop/api:1", repository)
		},
	} {
		got := synth(t, func(p *ecs.ServiceProps) {
			sidecar := service.Sidecar{Name: "proxy", Image: "444444444444.dkr.ecr.eu-west-1.amazonaws.com/shop/proxy:1", Repository: proxies}
			p.Sidecars = []service.Sidecar{sidecar, {Name: "twin", Image: sidecar.Image, Repository: proxies}}
			change(p)
		})
		if all := strings.Join(statements(t, got), "\n"); !strings.Contains(all, `"Resource":`+name+`,"Sid":"Pull"`) {
			t.Errorf("want to pull from %s:\n%s", name, all)
		}
	}
}

func TestStartingATaskReadsTheSecretsOfItsSidecars(t *testing.T) {
	got := beside(t, func(s *service.Sidecar) { s.Secrets = map[string]string{"A": secret, "B": parameter} })
	for _, want := range []string{`"Resource":["` + secret + `"],"Sid":"Secrets"`, `"Resource":["` + parameter + `"],"Sid":"Parameters"`} {
		if all := strings.Join(statements(t, got), "\n"); !strings.Contains(all, want) {
			t.Errorf("no %s in\n%s", want, all)
		}
	}
}
