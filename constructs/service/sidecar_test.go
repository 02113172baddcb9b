package service_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// beside is what is wrong with sidecars beside a service called web on port 8080 with 512 CPU units and 1024 MiB.
func beside(all ...service.Sidecar) string {
	c := check.Of("test")
	service.CheckSidecars(c, "Sidecars", all, service.Main{
		Name: "web", Port: 8080, Size: service.Size{CPU: 512, Memory: 1024}, Account: "111111111111", Region: "eu-west-1",
	})
	return said(c.Err())
}

func proxy(change func(s *service.Sidecar)) service.Sidecar {
	s := service.Sidecar{Name: "proxy", Image: "public.ecr.aws/nginx/nginx:1.29"}
	if change != nil {
		change(&s)
	}
	return s
}

func TestASidecarThatCannotRunIsRefusedWithOneLine(t *testing.T) {
	const name = "want 1 to 32 lower case letters, digits and dashes, starting with a letter [SVC-017]"
	for want, change := range map[string]func(s *service.Sidecar){
		"":                                     nil,
		`Sidecars[0].Name is "a b/c": ` + name: func(s *service.Sidecar) { s.Name = "a b/c" },
		`Sidecars[0].Name is "": ` + name:      func(s *service.Sidecar) { s.Name = "" },
		`Sidecars[0].Name is "web": want a name that no other container of the task has [SVC-017]`:                                                   func(s *service.Sidecar) { s.Name = "web" },
		`Sidecars[0].Image is missing: give the image that the sidecar runs [IMG-001]`:                                                               func(s *service.Sidecar) { s.Image = "" },
		`Sidecars[0].Image is "a b": want an image reference such as registry/repository:tag, the repository in lower case without spaces [IMG-001]`: func(s *service.Sidecar) { s.Image = "a b" },
		`Sidecars[0].Image is "nginx": want a digest, or a tag other than latest [IMG-002]`:                                                          func(s *service.Sidecar) { s.Image = "nginx" },
		`Sidecars[0].Image is "nginx:latest": want a digest, or a tag other than latest [IMG-002]`:                                                   func(s *service.Sidecar) { s.Image = "nginx:latest" },
		`Sidecars[0].Repository is "shop/proxy": want the ARN of the ECR repository, or none for a public image [IMG-003]`:                           func(s *service.Sidecar) { s.Repository = "shop/proxy" },
		`Sidecars[0].Port is -5: want 1 to 65535, or leave it out [SVC-003]`:                                                                         func(s *service.Sidecar) { s.Port = -5 },
		`Sidecars[0].Port is 70000: want 1 to 65535, or leave it out [SVC-003]`:                                                                      func(s *service.Sidecar) { s.Port = 70000 },
		`Sidecars[0].Port is 8080: want a port that no other container of the task listens on [SVC-003]`:                                             func(s *service.Sidecar) { s.Port = 8080 },
		`Sidecars[0].CPU is -1: want 1 or more, or leave it out [SVC-011]`:                                                                           func(s *service.Sidecar) { s.CPU = -1 },
		`Sidecars[0].Memory is 5: want 6 or more, or leave it out [SVC-011]`:                                                                         func(s *service.Sidecar) { s.Memory = 5 },
		`Sidecars is "512 CPU units together": want less than the task's 512 CPU units [SVC-011]`:                                                    func(s *service.Sidecar) { s.CPU = 512 },
		`Sidecars is "1024 MiB together": want less than the task's 1024 MiB, so that the service has some left [SVC-011]`:                           func(s *service.Sidecar) { s.Memory = 1024 },
		`Sidecars[0].User is "root": want a numeric user other than root, such as "65532" or "1000:1000" [SEC-003]`:                                  func(s *service.Sidecar) { s.User = "root" },
		`Sidecars[0].Writable[0] is "tmp": want an absolute path below / [SVC-023]`:                                                                  func(s *service.Sidecar) { s.Writable = []string{"tmp"} },
		`Sidecars[0].Writable[1] is "/tmp": want each path once [SVC-023]`:                                                                           func(s *service.Sidecar) { s.Writable = []string{"/tmp", "/tmp"} },
		`Sidecars[0].Config.AWS_REGION is "AWS_REGION": ECS sets this variable itself; choose another name [SVC-020]`:                                func(s *service.Sidecar) { s.Config = map[string]string{"AWS_REGION": "x"} },
		`Sidecars[0].Secrets.A is "arn:aws:ssm:us-east-1:111111111111:parameter/a": want a reference in the service's region, eu-west-1 [SEC-002]`: func(s *service.Sidecar) {
			s.Secrets = map[string]string{"A": "arn:aws:ssm:us-east-1:111111111111:parameter/a"}
		},
		`Sidecars[0].Optional is true: want false with First and Health: the service would wait for a container it can do without [SVC-018]`: func(s *service.Sidecar) {
			s.Optional, s.First, s.Health = true, true, []string{"true"}
		},
	} {
		if got := beside(proxy(change)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestSidecarsLeaveTheServiceRoom(t *testing.T) {
	all := []service.Sidecar{
		proxy(func(s *service.Sidecar) { s.CPU, s.Memory, s.Port = 256, 500, 9000 }),
		proxy(func(s *service.Sidecar) { s.Name, s.CPU, s.Memory, s.Port = "logs", 255, 523, 9001 }),
	}
	if got := beside(all...); got != "" {
		t.Errorf("refused: %s", got)
	}
	all[1].Name, all[1].Port, all[1].Memory = "proxy", 9000, 524
	const want = "Sidecars[1].Name is \"proxy\": want a name that no other container of the task has [SVC-017]\n" +
		"Sidecars[1].Port is 9000: want a port that no other container of the task listens on [SVC-003]\n" +
		"Sidecars is \"1024 MiB together\": want less than the task's 1024 MiB, so that the service has some left [SVC-011]"
	if got := beside(all...); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestASidecarIsCheckedAlone(t *testing.T) {
	if got := said(service.Sidecar{Name: "proxy", Image: "nginx:1.29", Port: -1}.Validate()); got != "Port is -1: want 1 to 65535, or leave it out [SVC-003]" {
		t.Errorf("got %s", got)
	}
}

func TestAVolumeHasANameAndAPlace(t *testing.T) {
	const name = "want 1 to 32 lower case letters, digits and dashes, starting with a letter [SVC-028]"
	for want, given := range map[string]service.Volume{
		"":                       {Name: "uploads", Path: "/var/uploads", ReadOnly: true},
		`Name is "Up!": ` + name: {Name: "Up!", Path: "/a"},
		`Name is "": ` + name:    {Path: "/a"},
		`Name is "writable-1": want another beginning: writable- is what the task's own directories are called [SVC-028]`: {Name: "writable-1", Path: "/a"},
		`Path is missing: give the directory where the container sees it [SVC-028]`:                                       {Name: "a"},
		`Path is "/": want an absolute path below / [SVC-023]`:                                                            {Name: "a", Path: "/"},
		`Path is "/a:b": want an absolute path below / [SVC-023]`:                                                         {Name: "a", Path: "/a:b"},
		`Path is "/a/../b": want an absolute path below / [SVC-023]`:                                                      {Name: "a", Path: "/a/../b"},
		`Path is "/proc/x": belongs to the system: want a directory of the application [SVC-023]`:                         {Name: "a", Path: "/proc/x"},
	} {
		if got := said(given.Validate()); got != want {
			t.Errorf("%+v:\ngot  %s\nwant %s", given, got, want)
		}
	}
}
