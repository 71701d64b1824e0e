// The composition of two credentials of azidentity, written for Azure: nothing here knows of an emulator.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob"
)

func run(ctx context.Context) error {
	identity, err := azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{
		ID: azidentity.ClientID(os.Getenv("MANAGED_IDENTITY_CLIENT_ID")),
	})
	if err != nil {
		return err
	}
	assertion := func(ctx context.Context) (string, error) {
		token, err := identity.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{"api://AzureADTokenExchange/.default"}})
		return token.Token, err
	}
	credential, err := azidentity.NewClientAssertionCredential(os.Getenv("TENANT_ID"), os.Getenv("CLIENT_ID"), assertion, nil)
	if err != nil {
		return err
	}
	service, err := azblob.NewClient("https://"+os.Getenv("STORAGE_ACCOUNT")+".blob.core.windows.net", credential, nil)
	if err != nil {
		return err
	}
	container := os.Getenv("CONTAINER")
	if _, err = service.CreateContainer(ctx, container, nil); err != nil {
		return err
	}
	if _, err = service.UploadBuffer(ctx, container, "order 1.txt", []byte(os.Getenv("CONTENT")), nil); err != nil {
		return err
	}
	answer, err := service.DownloadStream(ctx, container, "order 1.txt", nil)
	if err != nil {
		return err
	}
	var read bytes.Buffer
	if _, err = read.ReadFrom(answer.Body); err != nil {
		return err
	}
	listed := []string{}
	pages := service.NewListBlobsFlatPager(container, nil)
	for pages.More() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, item := range page.Segment.BlobItems {
			listed = append(listed, *item.Name)
		}
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"read": read.String(), "listed": listed})
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
