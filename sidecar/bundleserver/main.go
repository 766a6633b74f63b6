// Bundleserver serves the signed bundles of one folder to OPA, and nothing else.
//
// It needs no secret and is trusted with nothing: OPA verifies what it serves.
package main

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

const maxBytes = 20_000_000

var bundleName = regexp.MustCompile(`^/[a-z][a-z0-9_-]{0,59}\.tar\.gz$`)

func serve(folder string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || !bundleName.MatchString(r.URL.Path) {
			http.NotFound(w, r)
			return
		}
		file, err := os.Open(filepath.Join(folder, r.URL.Path))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer file.Close()
		// Read whole: the file may be replaced while it is sent.
		content, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
		if err != nil || len(content) > maxBytes {
			http.Error(w, "unreadable", http.StatusInternalServerError)
			return
		}
		w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(content)))
		w.Header().Set("Content-Type", "application/gzip")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}
}

func main() {
	address := flag.String("addr", "127.0.0.1:8080", "where to listen")
	folder := flag.String("dir", "/bundles", "folder of the bundles")
	flag.Parse()
	server := &http.Server{
		Addr:           *address,
		Handler:        serve(*folder),
		ReadTimeout:    10 * time.Second,
		WriteTimeout:   60 * time.Second,
		IdleTimeout:    2 * time.Minute,
		MaxHeaderBytes: 8192,
	}
	log.Fatal(server.ListenAndServe())
}
