// Package workflow writes the steps of a delivery pipeline as files for GitHub Actions and GitLab CI, for teams whose
// commits are tested there: test and look for secrets, build the image once, hold it against the limits of the scan,
// then release the same digest to one environment after the other, each with its own role and approval.
//
// [GitHub] and [GitLab] give files to commit. The steps are the programs of package program, written beside as files, so
// that what runs is what is tested here; a workflow only says when they run, as whom, and with which values. Every
// action and image is named by the hash of what it is, jobs have no permission they do not need, no secret is stored, and
// no value from outside is ever part of a script.
//
// The package reads and writes no file: [File] is a path and a text. It makes no role; package oidc does.
package workflow
