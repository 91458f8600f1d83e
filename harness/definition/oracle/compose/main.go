// Loads Compose files with the Compose project's own loader and prints what it makes of them.
//
// Each line of standard input is a JSON list of file names, which are merged in this order; each line of standard
// output is {"error": ...} or {"services": ...}.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"
)

func load(paths []string) (project *types.Project, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("panic: %v", panicked)
		}
	}()
	options, err := cli.NewProjectOptions(paths,
		cli.WithWorkingDirectory(filepath.Dir(paths[0])),
		cli.WithEnvFiles(),
		cli.WithDotEnv,
		cli.WithName("oracle"),
		cli.WithResolvedPaths(true),
		cli.WithNormalization(false),
		cli.WithDefaultProfiles("*"))
	if err != nil {
		return nil, err
	}
	return options.LoadProject(context.Background())
}

func main() {
	logrus.SetLevel(logrus.FatalLevel)
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(make([]byte, 1<<20), 1<<24)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		var paths []string
		if err := json.Unmarshal(input.Bytes(), &paths); err != nil || len(paths) == 0 {
			fmt.Fprintln(os.Stderr, "a line is a JSON list of file names")
			os.Exit(2)
		}
		project, err := load(paths)
		if err != nil {
			_ = output.Encode(map[string]string{"error": err.Error()})
			continue
		}
		_ = output.Encode(map[string]any{"services": project.AllServices()})
	}
}
