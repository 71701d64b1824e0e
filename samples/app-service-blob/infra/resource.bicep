// The storage account of fabrikam: deployed by its own administrators, before tegata apply gives the role at it.
param name string = 'fabrikamdata'
param location string = resourceGroup().location

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowBlobPublicAccess: false
    // No keys: who comes, comes with a token.
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

output blobEndpoint string = account.properties.primaryEndpoints.blob
output scope string = account.id
