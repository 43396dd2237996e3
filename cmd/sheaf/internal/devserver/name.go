package devserver

import (
	"fmt"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
)

// localName returns the name, relative to a directory and as the system writes
// it, of the file that a URL path stands for ("." for the directory itself), or
// why it stands for none. A slash at the end does not count.
//
// That names lead nowhere outside is seen to once more when they are opened,
// since symbolic links are not seen here.
func localName(url string) (name, why string) {
	path := strings.TrimSuffix(strings.TrimPrefix(url, "/"), "/")
	if !strings.HasPrefix(url, "/") {
		return "", "A path begins with a slash."
	}
	if path == "" {
		if url != "/" {
			return "", "The path has an empty part: two slashes follow each other."
		}
		return ".", ""
	}
	if i := strings.IndexAny(path, "\x00\\"); i >= 0 {
		return "", fmt.Sprintf("The path has the character %q, which names of files served here do not have.", path[i])
	}
	for i, part := range strings.Split(path, "/") {
		switch {
		case part == "":
			return "", "The path has an empty part: two slashes follow each other."
		case part == "." || part == "..":
			return "", "The path leads out of the directory that is served, or would: it has a part of dots."
		case part[0] == '.' && (i > 0 || part != ".well-known"):
			return "", "Files and directories whose names begin with a dot are not served: they tend to hold secrets, as .env and .git do."
		case runtime.GOOS == "windows" && shortName().MatchString(part):
			return "", "The name may be the short form of another, as Windows makes them; give the whole name."
		}
	}
	name, err := filepath.Localize(path)
	if err != nil {
		return "", "The path is none that this system has files for."
	}
	return name, ""
}

// shortName matches names such as GIT~1, by which Windows knows .git.
var shortName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`~[0-9]`) })
